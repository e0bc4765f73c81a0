// The plain TypeScript twins of the tests, and how the bench calls them. A twin's file lies in src/processors.
// A row is the file and the name of a function that takes input, parameters and a rate, or a function that is given the file's
// exports, a quarter of a second of stereo, settings, and the designs of bench/designs.mjs, and returns a turn of work over all of it.

const RATE_HZ = 48_000;

/** The sound with every sample `factor` times: what an oversampled loop has to do. */
const stretched = ({ left, right }, factor) =>
  [left, right].map((side) => Float32Array.from({ length: factor * side.length }, (_, n) => side[Math.floor(n / factor)]));
/** Both channels, `factor` times oversampled, through a twin that takes one. */
const sides = (factor, twin) => (exports, input, _, designs) => {
  const channels = stretched(input, factor);
  const one = twin(exports, designs);
  return () => channels.forEach((samples) => one(samples));
};
const lists = ({ left, right }) => [[...left], [...right]];

/** Of whole processors. */
const PROCESSORS = {
  compressor: ["compressor/compressor.twin.ts", "compressorTwin"],
  "compressor-vca": ["compressor-vca/compressor-vca.twin.ts", "compressorVcaTwin"],
  "compressor-fet": ["compressor-fet/compressor-fet.twin.ts", "compressorFetTwin"],
  "compressor-opto": ["compressor-opto/compressor-opto.twin.ts", "compressorOptoTwin"],
  "compressor-tube": ["compressor-tube/compressor-tube.twin.ts", "compressorTubeTwin"],
  "compressor-ota": [
    "compressor-ota/compressor-ota.twin.ts",
    ({ compressorOtaTwin }, input) => {
      return () => compressorOtaTwin(input, {}, RATE_HZ, 64);
    },
  ],
  "bus-compressor": ["bus-compressor/bus-compressor.twin.ts", "busCompressorTwin"],
  "multiband-compressor": ["multiband-compressor/multiband-compressor.twin.ts", "multibandTwin"],
  "de-esser": ["de-esser/de-esser.twin.ts", "deEsserTwin"],
  gate: ["gate/gate.twin.ts", "gateTwin"],
  "transient-shaper": ["transient-shaper/transient-shaper.twin.ts", "transientShaperTwin"],
  expander: ["expander/expander.twin.ts", "expanderTwin"],
  limiter: ["limiter/limiter.twin.ts", "limiterTwin"],
  "stereo-image": ["stereo-image/stereo-image.twin.ts", "stereoImageTwin"],
  chorus: ["chorus/chorus.twin.ts", "chorusTwin"],
  flanger: ["flanger/flanger.twin.ts", "flangerTwin"],
  phaser: ["phaser/phaser.twin.ts", "phaserTwin"],
  delay: ["delay/delay.twin.ts", "delayTwin"],
  "dynamic-eq": [
    "dynamic-eq/dynamic-eq.twin.ts",
    ({ dynamicEqTwin }, input, params) => {
      return () => dynamicEqTwin(input, params.bands, RATE_HZ, Math.exp(-16 / (0.05 * RATE_HZ)));
    },
  ],
  "linear-phase-eq": [
    "linear-phase-eq/linear-phase-eq.twin.ts",
    ({ twinTaps, twinConvolve }, { left, right }, params) => {
      const taps = twinTaps(params.bands, 8192, RATE_HZ);
      return () => [left, right].forEach((side) => side.map((_, frame) => twinConvolve(taps, side, frame)));
    },
  ],
};

/** Of single kernels, where a test holds one by itself. */
const KERNELS = {
  bendAmplifier: [
    "desk-eq/output-stage.twin.ts",
    sides(
      2,
      ({ addedTwin }) =>
        (samples) =>
          samples.map((x) => addedTwin(x, [0.2, 0.1, 0.3, 5e-4])),
    ),
  ],
  closeDeskStage: [
    "desk-eq/output-stage.twin.ts",
    sides(1, ({ transformerTwin }) => (samples) => {
      const stage = transformerTwin([0.6, 0.5, 1.3, 0.2], [0.0078, 0.9995, -1.99902, 0.99903]);
      return samples.map((x) => stage(x, 0.01 * x));
    }),
  ],
  clipResidue: [
    "clipper/clipper.twin.ts",
    sides(
      8,
      ({ clipResidueTwin }) =>
        (samples) =>
          clipResidueTwin({ ceiling: 0.9, knee: 0.8, factor: 8 }, samples),
    ),
  ],
  runConsole: [
    "console/console.twin.ts",
    sides(
      2,
      ({ amplifierTwin }) =>
        (samples) =>
          samples.map(amplifierTwin(0.7, 0.02)),
    ),
  ],
  runConsoleOutput: [
    "console/console.twin.ts",
    sides(1, ({ outputStageTwin }) => (samples) => {
      return outputStageTwin({ pole: 0.2, into: 3, b: [0.9, -0.8, 0.05], a: [-0.5, 0.1] }, samples);
    }),
  ],
  runTape: [
    "saturator-tape/saturator-tape.twin.ts",
    sides(
      2,
      ({ tapeTwin }) =>
        (samples) =>
          tapeTwin({ share: 0.01, narrow: 7, relax: 3e-4 }, samples),
    ),
  ],
  makeHarmonics: [
    "exciter/exciter.twin.ts",
    sides(8, ({ harmonicsTwin }) => (samples) => {
      return harmonicsTwin({ into: 0.7, even: 0.4, odd: 1.5, pace: 0.01, factor: 8 }, samples);
    }),
  ],
  shapeCurve: [
    "saturation/curve.twin.ts",
    sides(4, ({ curveTwin }, { curveTable }) => {
      const table = curveTable({ valueAt: (x) => Math.tanh(x + 0.3), from: -5, to: 6, pieces: 128, rounding: 0.05 });
      const given = {
        tables: [table, table],
        share: 0,
        into: 20,
        rest: table.rest,
        gain: 1,
        sag: 0.9,
        sagStep: 0.001,
        factor: 4,
      };
      return (samples) => curveTwin(given, samples);
    }),
  ],
  splitMidSide: [
    "multiband-image/multiband-image.twin.ts",
    ({ midSideTwin }, { left, right }) => {
      return () => left.map((l, n) => midSideTwin(l, right[n])[0]);
    },
  ],
  joinBandImage: [
    "multiband-image/multiband-image.twin.ts",
    ({ bandImageTwin }, { left, right }) => {
      const pairs = [0, 1, 2, 3].map(() => [left, right]);
      return () => bandImageTwin({ widths: [0.3, 1.9, 1, 0], gains: [1, 1, 1, 1], allowed: 0.5, pace: 0.01 }, pairs);
    },
  ],
  prepareReverbInput: [
    "modulation/line.twin.ts",
    sides(1, ({ passTwin }) => (samples) => {
      const [high, low] = [passTwin("high", 100, Math.SQRT1_2, RATE_HZ), passTwin("low", 9000, Math.SQRT1_2, RATE_HZ)];
      return samples.map((x) => low(high(x)));
    }),
  ],
  diffuse: [
    "reverb/reverb.twin.ts",
    ({ twinDiffuse }, input) => {
      const stages = [142, 107, 379, 277].map((delay) => ({ delay, gain: 0.6, keep: 0.98 }));
      const channels = lists(input);
      return () => channels.forEach((samples) => twinDiffuse(stages, samples));
    },
  ],
  disperse: [
    "reverb/reverb.twin.ts",
    ({ twinDisperse }, input) => {
      const channels = lists(input);
      return () => channels.forEach((samples) => twinDisperse(-0.6, samples));
    },
  ],
  runFeedbackNetwork: [
    "reverb/reverb.twin.ts",
    ({ twinNetwork }, input, _, { lineFrames, lineGain }) => {
      const delays = lineFrames(20, 60, RATE_HZ);
      const gains = delays.map((frames) => lineGain(frames, 2, RATE_HZ));
      const each = (value) => delays.map(() => value);
      const network = { delays, gains, poles: each(0.2), shelves: each(0.01), shelfPole: 0.97, angle: () => 0.1 };
      const channels = lists(input).map((samples) => samples.slice(0, 1200));
      return { frames: 1200, turn: () => twinNetwork(network, channels) };
    },
  ],
  mixReverb: [
    "reverb/reverb.twin.ts",
    ({ twinMix }, input) => {
      const pair = lists(input);
      return () => twinMix({ wet: 0.3, width: 0.5, network: 0.7, first: 0.4 }, pair, pair, pair, pair[0]);
    },
  ],
  reflect: [
    "reverb/reverb.twin.ts",
    ({ twinReflect }, input) => {
      const taps = Array.from({ length: 12 }, (_, n) => ({ frames: 300 + 97 * n, gain: 0.3 }));
      const channels = lists(input);
      return () => channels.forEach((samples) => twinReflect([...taps, ...taps.slice(0, 6)], samples));
    },
  ],
  duckReverb: [
    "reverb/reverb.twin.ts",
    ({ twinDuck }, input) => {
      const settings = { stepFrames: 32, power: 0.08, attack: 0.06, release: 0.01, restore: 0.01, duckDb: 9, thresholdDbfs: -20 };
      const pair = lists(input);
      return () => twinDuck(settings, pair);
    },
  ],
};

export const TWINS = { ...PROCESSORS, ...KERNELS };
