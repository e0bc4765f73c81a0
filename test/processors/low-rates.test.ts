// Every processor and preset at rates below 44.1 kHz, where corners and crossovers may lie above half the rate: nothing grows.
import { expect, test } from "vitest";
import { samplePeak } from "../../src/processors/contract/compare.ts";
import { take } from "../../src/processors/contract/rig.ts";
import { noise } from "../../src/processors/contract/signals.ts";
import { catalog } from "../../src/processors/catalog.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";

/** Files may have 8 to 192 kHz. 16 kHz puts half the rate exactly onto a corner of 8 kHz. */
const RATES_HZ = [8000, 11025, 16000, 22050] as const;
/** 40 dB over the noise: far above every preset's gain, far below a filter that runs away. */
const HIGHEST = 30;

test.each(catalog.map((declaration) => ({ id: declaration.id, declaration })))("$id at low rates", ({ id, declaration }) => {
  const subject = { declaration, create: createProcessor.bind(null, id) };
  const input = noise(4000, 0.3, 7);
  const settings: { name: string; params: ParamValues }[] = [{ name: "defaults", params: {} }, ...declaration.presets];
  const wrong = RATES_HZ.flatMap((sampleRateHz) =>
    settings
      .filter(({ params }) => !(samplePeak(take(subject, input, params, { sampleRateHz })) < HIGHEST))
      .map(({ name }) => `${name} at ${sampleRateHz} Hz`),
  );
  expect(wrong).toEqual([]);
});
