// Memory of a long rendering: many long stems (sparse 24-bit WAV files of silence), with a limiter on every track, to a stream.
// usage: node bench/render-memory.mjs [stems] [minutes] [workers]      (after npm run build)
import { mkdtempSync, openSync, rmSync, ftruncateSync, closeSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderSession } from "../dist/src/hosts/node/render/render-session.js";
import { emptySession, neutralTrack } from "../dist/src/session/neutral.js";

const count = Number(process.argv[2] ?? 64);
const minutes = Number(process.argv[3] ?? 10);
const workers = Number(process.argv[4] ?? 2);
const frames = minutes * 60 * 48000;
const folder = mkdtempSync(join(tmpdir(), "stemroom-memory-"));

function writeSparse(path) {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + frames * 6, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(48000, 24);
  head.writeUInt32LE(48000 * 6, 28);
  head.writeUInt16LE(6, 32);
  head.writeUInt16LE(24, 34);
  head.write("data", 36);
  head.writeUInt32LE(frames * 6, 40);
  const fd = openSync(path, "w");
  writeSync(fd, head);
  ftruncateSync(fd, 44 + frames * 6);
  closeSync(fd);
}

const ids = Array.from({ length: count }, (_, index) => `t${index}`);
for (const id of ids) writeSparse(join(folder, `${id}.wav`));
const insert = { id: "l", processor: "limiter", version: 1, enabled: true, params: {}, keyFrom: null };
const session = {
  ...emptySession("memory"),
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
  tracks: ids.map((id) => ({ ...neutralTrack(id, id, id), faderDb: -6, inserts: [insert] })),
};

let highest = 0;
let next = 0;
const started = performance.now();
const cpu = process.cpuUsage();
try {
  for await (const chunk of renderSession({ session, baseFolder: folder, workers })) {
    highest = Math.max(highest, process.memoryUsage().rss);
    if (chunk.fromFrame >= next) {
      const at = Math.round(chunk.fromFrame / 48000);
      console.log(`${at} s of song: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
      next += frames / 5;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { user, system } = process.cpuUsage(cpu);
console.log(
  `${count} stems of ${minutes} min, ${workers} threads: highest ${(highest / 1e6).toFixed(0)} MB, ` +
    `${((performance.now() - started) / 1000).toFixed(1)} s, CPU ${((user + system) / 1e6).toFixed(1)} s`,
);
