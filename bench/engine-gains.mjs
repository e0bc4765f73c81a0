// What the engine itself costs: 24 stereo tracks with trim, fader and pan into one mix, sources in kernel memory. ns a frame of song.
// usage: node bench/engine-gains.mjs [tracks] [seconds]      (after npm run build)
import { createEngine } from "../dist/src/engine/engine.js";
import { planSession } from "../dist/src/engine/plan-session.js";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";
import { emptySession, neutralTrack } from "../dist/src/session/neutral.js";

const tracks = Number(process.argv[2] ?? 24);
const seconds = Number(process.argv[3] ?? 240);
const frames = seconds * 48000;
const ids = Array.from({ length: tracks }, (_, index) => `t${index}`);

function songOf(changes) {
  const session = emptySession("bench");
  return {
    ...session,
    stems: ids.map((id) => ({
      id,
      path: `${id}.wav`,
      contentHash: "",
      format: "wav",
      sampleRateHz: 48000,
      channels: 2,
      bitDepth: 24,
      fileFrames: frames,
      frames,
    })),
    tracks: ids.map((id, index) => ({ ...neutralTrack(id, id, id), ...changes(index) })),
  };
}

function measure(name, session) {
  const kernels = instantiateKernels();
  const noise = kernels.heap.f32(256);
  for (let i = 0; i < 256; i++) noise.array[i] = Math.sin(i * i) * 0.1;
  const source = { read: (_, block) => kernels.call.mixCopy(block.ptr, noise.ptr) };
  const engine = createEngine({ kernels, plan: planSession(session), openSource: () => source });
  for (let warm = 0; warm < 5000; warm++) engine.process();
  const before = process.cpuUsage();
  const blocks = Math.ceil(frames / 128);
  for (let block = 0; block < blocks; block++) engine.process();
  const { user } = process.cpuUsage(before);
  console.log(
    `${name}: ${((user * 1000) / (blocks * 128)).toFixed(1)} ns a frame, ${((seconds * 1e6) / user).toFixed(0)} x real time`,
  );
}

measure(
  `${tracks} tracks, nothing switched on`,
  songOf(() => ({})),
);
measure(
  `${tracks} tracks, trim, fader, pan`,
  songOf((index) => ({ trimDb: -1, faderDb: -6, pan: ((index % 5) - 2) / 3 })),
);
const line = {
  parameter: "faderDb",
  points: [
    { frame: 0, value: -40, curve: "linear" },
    { frame: frames, value: 0, curve: "linear" },
  ],
};
measure(
  `${tracks} tracks, faders automated`,
  songOf(() => ({ automation: [line] })),
);
