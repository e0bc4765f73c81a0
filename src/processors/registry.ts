// Makes running processors. Only the engine and tests come here; everyone else reads the catalog.
import type { Kernels } from "../kernels/kernels.ts";
import type { AnyDeclaration } from "./catalog.ts";
import type { Processor } from "./processor.ts";
import { trimFactory } from "./trim/trim.ts";
import { parametricEqFactory } from "./parametric-eq/parametric-eq.ts";
import { linearPhaseEqFactory } from "./linear-phase-eq/linear-phase-eq.ts";
import { dynamicEqFactory } from "./dynamic-eq/dynamic-eq.ts";
import { tiltEqFactory } from "./tilt-eq/tilt-eq.ts";
import { notchEqFactory } from "./notch-eq/notch-eq.ts";
import { consoleEq1073Factory } from "./console-eq-1073/console-eq-1073.ts";
import { consoleEq550Factory } from "./console-eq-550/console-eq-550.ts";
import { compressorFactory } from "./compressor/compressor.ts";
import { compressorVcaFactory } from "./compressor-vca/compressor-vca.ts";
import { compressorFetFactory } from "./compressor-fet/compressor-fet.ts";
import { compressorOptoFactory } from "./compressor-opto/compressor-opto.ts";
import { compressorTubeFactory } from "./compressor-tube/compressor-tube.ts";
import { compressorOtaFactory } from "./compressor-ota/compressor-ota.ts";
import { busCompressorFactory } from "./bus-compressor/bus-compressor.ts";
import { multibandCompressorFactory } from "./multiband-compressor/multiband-compressor.ts";
import { gateFactory } from "./gate/gate.ts";
import { expanderFactory } from "./expander/expander.ts";
import { deEsserFactory } from "./de-esser/de-esser.ts";
import { transientShaperFactory } from "./transient-shaper/transient-shaper.ts";
import { limiterFactory } from "./limiter/limiter.ts";
import { clipperFactory } from "./clipper/clipper.ts";
import { consoleChannelFactory } from "./console-channel/console-channel.ts";
import { consoleBusFactory } from "./console-bus/console-bus.ts";
import { saturatorTapeFactory } from "./saturator-tape/saturator-tape.ts";
import { saturatorTubeFactory } from "./saturator-tube/saturator-tube.ts";
import { saturatorTransformerFactory } from "./saturator-transformer/saturator-transformer.ts";
import { saturatorTransistorFactory } from "./saturator-transistor/saturator-transistor.ts";
import { exciterFactory } from "./exciter/exciter.ts";
import { stereoImageFactory } from "./stereo-image/stereo-image.ts";
import { multibandImageFactory } from "./multiband-image/multiband-image.ts";
import { delayFactory } from "./delay/delay.ts";
import { chorusFactory } from "./chorus/chorus.ts";
import { flangerFactory } from "./flanger/flanger.ts";
import { phaserFactory } from "./phaser/phaser.ts";
import { reverbRoomFactory } from "./reverb-room/reverb-room.ts";
import { reverbPlateFactory } from "./reverb-plate/reverb-plate.ts";
import { reverbHallFactory } from "./reverb-hall/reverb-hall.ts";

/** A running processor whose exact parameters don't matter to the caller: they were checked by `resolveParams`. */
export type AnyProcessor = Processor<Record<string, unknown>>;

interface AnyFactory {
  readonly declaration: AnyDeclaration;
  create(kernels: Kernels): AnyProcessor;
}

/** One line a processor. */
const factories: readonly AnyFactory[] = [
  trimFactory,
  parametricEqFactory,
  linearPhaseEqFactory,
  dynamicEqFactory,
  tiltEqFactory,
  notchEqFactory,
  consoleEq1073Factory,
  consoleEq550Factory,
  compressorFactory,
  compressorVcaFactory,
  compressorFetFactory,
  compressorOptoFactory,
  compressorTubeFactory,
  compressorOtaFactory,
  busCompressorFactory,
  multibandCompressorFactory,
  gateFactory,
  expanderFactory,
  deEsserFactory,
  transientShaperFactory,
  limiterFactory,
  clipperFactory,
  consoleChannelFactory,
  consoleBusFactory,
  saturatorTapeFactory,
  saturatorTubeFactory,
  saturatorTransformerFactory,
  saturatorTransistorFactory,
  exciterFactory,
  stereoImageFactory,
  multibandImageFactory,
  delayFactory,
  chorusFactory,
  flangerFactory,
  phaserFactory,
  reverbRoomFactory,
  reverbPlateFactory,
  reverbHallFactory,
];

const byId = new Map(factories.map((factory) => [factory.declaration.id, factory]));

/** @throws Error when no processor has this id. */
export function createProcessor(id: string, kernels: Kernels): AnyProcessor {
  const factory = byId.get(id);
  if (!factory) throw new Error(`There is no processor "${id}". Known: ${[...byId.keys()].join(", ")}.`);
  return factory.create(kernels);
}
