// A song for the browser proof: stems of several formats and rates, and a session that uses everything the engine and the catalog have.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resampledFrames } from "../../src/conversion/resampler.ts";
import type { AudioTarget } from "../../src/formats/audio.ts";
import { createAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import { type AnyDeclaration, catalog } from "../../src/processors/catalog.ts";
import { randomParams } from "../../src/processors/contract/variations.ts";
import type { ParamValues } from "../../src/processors/parameters.ts";
import { resolveParams } from "../../src/processors/parameters.ts";
import { emptySession, neutralGroup, neutralReturn, neutralTrack } from "../../src/session/neutral.ts";
import type { Insert, Session, Stem, Track } from "../../src/session/schema.ts";
import { writeSession } from "../../src/session/text.ts";

const RATE_HZ = 48000;
const MAX_TAIL_S = 4;

interface StemRow {
  readonly path: string;
  readonly hz: number;
  readonly channels: 1 | 2;
  readonly lengthS: number;
  readonly target: AudioTarget;
}

const wav = (bitDepth: 16 | 24): AudioTarget => ({ format: "wav", bitDepth });
const STEMS: readonly StemRow[] = [
  { path: "Drums/kick.wav", hz: 48000, channels: 1, lengthS: 6, target: wav(24) },
  { path: "Drums/hats.wav", hz: 44100, channels: 1, lengthS: 5.3, target: wav(16) },
  { path: "bass.aiff", hz: 48000, channels: 1, lengthS: 5.9, target: { format: "aiff", bitDepth: 24 } },
  { path: "keys.wav", hz: 48000, channels: 2, lengthS: 6, target: wav(16) },
  { path: "guitar.flac", hz: 48000, channels: 2, lengthS: 5.7, target: { format: "flac", bitDepth: 24 } },
  { path: "vox.flac", hz: 44100, channels: 1, lengthS: 5.8, target: { format: "flac", bitDepth: 16 } },
  { path: "pad.wav", hz: 44100, channels: 2, lengthS: 6, target: { format: "wav", bitDepth: 32, encoding: "float" } },
  { path: "loop.mp3", hz: 44100, channels: 2, lengthS: 4, target: { format: "mp3", bitrateKbps: 192 } },
  { path: "room.wav", hz: 96000, channels: 2, lengthS: 3.1, target: wav(24) },
];

export interface WrittenSong {
  readonly session: Session;
  /** What a person would pick. */
  readonly folder: string;
  /** Where the session lies, to which its paths are relative. */
  readonly sessionFolder: string;
}

/** Writes stems and session below `folder`. The same song every time. */
export async function writeSong(folder: string): Promise<WrittenSong> {
  const stems: Stem[] = [];
  for (const [index, row] of STEMS.entries()) stems.push(await writeStem(folder, row, index + 1));
  const session = compose(stems);
  const sessionFolder = join(folder, "Proof.stemroom");
  mkdirSync(sessionFolder, { recursive: true });
  writeFileSync(join(sessionFolder, "session.json"), writeSession(session));
  return { session, folder, sessionFolder };
}

async function writeStem(folder: string, { path, hz, channels, lengthS, target }: StemRow, seed: number): Promise<Stem> {
  // An odd number, so that no stem ends with a block.
  const frames = Math.round(lengthS * hz) + 2 * seed + 1;
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const writer = await createAudioFile(file, target, { sampleRateHz: hz, channels }, { force: true });
  await writer.write(sound(frames, hz, channels, seed), frames);
  await writer.finish();
  return {
    id: path.replace(/^.*\/|\..*$/g, ""),
    path: `../${path}`,
    contentHash: "",
    format: target.format,
    sampleRateHz: hz,
    channels,
    bitDepth: "bitDepth" in target ? target.bitDepth : null,
    fileFrames: frames,
    frames: resampledFrames(frames, hz, RATE_HZ),
  };
}

/** A beat of decaying tones and noise on the 16-bit grid, so that every format writes the same. */
function sound(frames: number, hz: number, channels: number, seed: number): Float32Array[] {
  let state = seed * 7919;
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (__, n) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const inBeat = (n / hz) % (0.25 + 0.05 * seed);
      const tone = Math.sin(2 * Math.PI * 55 * seed * (1 + 0.01 * channel) * (n / hz));
      const value = Math.exp(-6 * inBeat) * (0.3 * tone + 0.2 * (state / 2147483648 - 1));
      return Math.round(value * 32768) / 32768;
    }),
  );
}

function compose(stems: Stem[]): Session {
  const session = emptySession("Proof", RATE_HZ, 7);
  const track = (stem: string, changes: Partial<Track>): Track => ({ ...neutralTrack(stem, stem, stem), ...changes });
  const plain: Track[] = [
    track("kick", { output: "drums", trimDb: 2.5, polarityInverted: true }),
    track("hats", { output: "drums", pan: -0.4, faderDb: -3 }),
    track("bass", {
      faderDb: -4,
      inserts: [insert("duck", "compressor", { thresholdDbfs: -30, ratio: 4 }, "kick")],
    }),
    track("keys", {
      pan: 0.6,
      regions: [
        { startFrame: 10_007, endFrame: 90_001, fadeInFrames: 501, fadeOutFrames: 2003 },
        { startFrame: 120_000, endFrame: 250_011, fadeInFrames: 0, fadeOutFrames: 64 },
      ],
    }),
    track("guitar", {
      pan: -0.7,
      automation: [
        {
          parameter: "faderDb",
          points: [
            { frame: 20_000, value: -12, curve: "linear" },
            { frame: 150_000, value: -1, curve: "hold" },
            { frame: 200_000, value: -6, curve: "linear" },
          ],
        },
        {
          parameter: "pan",
          points: [
            { frame: 0, value: -0.7, curve: "linear" },
            { frame: 260_000, value: 0.7, curve: "linear" },
          ],
        },
      ],
    }),
    track("vox", { faderDb: 1, sends: [{ id: "to-plate", to: "plate", levelDb: -9, tap: "post-fader", enabled: true }] }),
    track("pad", { faderDb: -10, sends: [{ id: "to-plate", to: "plate", levelDb: -15, tap: "pre-fader", enabled: true }] }),
    track("loop", { faderDb: -8 }),
    track("room", { faderDb: -14, mute: false }),
  ];
  return {
    ...session,
    stems,
    tracks: [...plain, ...catalog.flatMap((declaration, index) => processorTracks(declaration, stems, index))],
    groups: [{ ...neutralGroup("drums", "Drums"), faderDb: -1, inserts: inserts("bus-compressor", { ratio: 4 }) }],
    returns: [{ ...neutralReturn("plate", "Plate"), inserts: inserts("reverb-plate", { rt60S: 0.4 }) }],
    mix: { ...session.mix, inserts: [...inserts("bus-compressor", {}), ...inserts("console-bus", {})] },
    master: { ...session.master, trimDb: -6, inserts: inserts("limiter", { inputGainDb: 6, ceilingDbtp: -1 }) },
  };
}

/** Every processor at values from all over its ranges, on a track of its own. */
function processorTracks(declaration: AnyDeclaration, stems: readonly Stem[], index: number): Track[] {
  const stem = stems[index % stems.length] as Stem;
  const id = `with-${declaration.id}`;
  const params = drawParams(declaration, index + 1);
  const track = neutralTrack(id, declaration.name, stem.id);
  const keyFrom = declaration.keyed ? "kick" : null;
  return [{ ...track, faderDb: -20, pan: (index % 5) / 2.5 - 0.8, inserts: [insert("it", declaration.id, params, keyFrom)] }];
}

/** Random values whose tail is short: the proof plays in real time. */
function drawParams(declaration: AnyDeclaration, seed: number): ParamValues {
  for (let attempt = 0; attempt < 200; attempt++) {
    const params = randomParams(declaration, seed + 100 * attempt);
    const resolved = resolveParams(declaration.id, declaration.parameters, params);
    if (declaration.tailFrames(resolved, RATE_HZ) <= MAX_TAIL_S * RATE_HZ) return params;
  }
  throw new Error(`${declaration.id} rings for more than ${MAX_TAIL_S} s whatever its parameters are.`);
}

/** The insert where the catalog has the processor, and takes these parameters. */
function inserts(processor: string, params: ParamValues): Insert[] {
  return [insert(processor, processor, params, null)];
}

function insert(id: string, processor: string, params: ParamValues, keyFrom: string | null): Insert {
  const declaration = catalog.find((one) => one.id === processor);
  if (!declaration) throw new Error(`The catalog has no ${processor}.`);
  resolveParams(processor, declaration.parameters, params);
  const given = params as Insert["params"];
  return { id, processor, version: declaration.version, enabled: true, params: given, keyFrom };
}
