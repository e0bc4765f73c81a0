// `stemroom measure FILE…`: every measurement of the contract.
import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import type { FileMeasurement } from "../../src/hosts/node/measure/measure-file.ts";
import { measureFiles } from "../../src/hosts/node/measure/measure-files.ts";
import { define, numberOption } from "../command.ts";
import { signedFigure as figure } from "../figures.ts";

export function defineMeasure(parent: Command): void {
  const command = parent
    .command("measure <files...>")
    .description("measure audio files: loudness, true peak, dynamics, stereo, bands")
    .addOption(numberOption("--workers <n>", "files measured at a time", { min: 1, max: 64, unit: "", whole: true }).default(2));
  define<{ workers: number }>(command, async ({ face, signal }, files, { workers }) => {
    compileLate();
    const onProgress = (share: number, file: string): void => face.progress(share, `measuring ${file}`);
    const measured = (await measureFiles(files, { workers, signal, onProgress })).map((one) => one.measurement);
    face.result({ files: measured }, measured.map(asText).join("\n\n"));
    return undefined;
  });
}

/** How much bytecode a function runs before V8 optimises it; its own figure is 67 584. */
const BYTECODE_BEFORE_OPTIMISING = 3_000_000;

/**
 * The work of a measurement is in the kernels; the JavaScript around them runs a few thousand times a song. Optimising it takes
 * 0.1 s of processor time on V8's other threads and gives back less.
 */
function compileLate(): void {
  setFlagsFromString(`--interrupt-budget=${BYTECODE_BEFORE_OPTIMISING}`);
}

/** The main figures for people; `--json` has all of them. */
export function asText(measured: FileMeasurement): string {
  const { file, format, sampleRateHz, bitDepth, channels, durationS } = measured;
  const kind = `${format}, ${sampleRateHz / 1000} kHz, ${bitDepth === null ? "lossy" : `${bitDepth} bit`}, ${channels === 1 ? "mono" : "stereo"}, ${durationS.toFixed(2)} s`;
  const rows: readonly (readonly [string, string])[] = [
    ["integrated", figure(measured.integratedLufs, "LUFS")],
    ["momentary max", figure(measured.momentaryMaxLufs, "LUFS")],
    ["short-term max", figure(measured.shortTermMaxLufs, "LUFS")],
    ["loudness range", figure(measured.loudnessRangeLu, "LU")],
    ["true peak", figure(measured.truePeakDbtp, "dBTP", 2)],
    ["sample peak", figure(measured.samplePeakDbfs, "dBFS", 2)],
    ["RMS", figure(measured.rmsDbfs, "dBFS")],
    ["crest", figure(measured.crestDb, "dB")],
    ["peak to loudness", figure(measured.plrDb, "dB")],
    [
      "correlation",
      measured.correlation === null
        ? "—"
        : `${measured.correlation.toFixed(2)} (lowest in 3 s: ${measured.correlationMin?.toFixed(2) ?? "—"})`,
    ],
    ["left minus right", figure(measured.balanceDb, "dB")],
    ["side to mid", figure(measured.sideToMidDb, "dB")],
    ["mono fold loss", figure(measured.monoFoldLossLu, "LU")],
    ["clipped frames", String(measured.clippedFrames)],
  ];
  return [file, `  ${kind}`, ...rows.map(([name, value]) => `  ${name.padEnd(17)} ${value}`)].join("\n");
}
