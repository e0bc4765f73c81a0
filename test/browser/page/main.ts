// The page of the browser proof: the host without the studio. The test drives it through `proof`.
import { createPlayer, openFiles, pickedFiles, type Player } from "../../../src/hosts/browser/index.ts";
import workletUrl from "../../../src/hosts/browser/engine-worklet.ts?worker&url";
import feederUrl from "../../../src/hosts/browser/feeder-worker.ts?worker&url";
import type { Session } from "../../../src/session/schema.ts";
import { demoDigest, mathDigests } from "../digests.ts";

/** What the test finds after a passage was played. */
export interface Passage {
  readonly frames: number;
  readonly starvedBlocks: number;
  readonly busyMs: number;
  readonly failures: readonly string[];
}

let player: Player | null = null;
let session: Session | null = null;
const failures: string[] = [];

const proof = {
  mathDigests,
  demoDigest,

  async open(tapFrames: number): Promise<void> {
    const input = document.getElementById("folder") as HTMLInputElement;
    const opened = await openFiles(pickedFiles(input.files ?? []));
    session = opened.session;
    player = await createPlayer({ ...opened, workletUrl, feederUrl, tapFrames, onFailure: (message) => failures.push(message) });
  },

  seek(frame: number): void {
    player?.seek(frame);
  },

  /** Plays to the end. */
  async play(): Promise<Passage> {
    if (!player) throw new Error("Nothing is open.");
    await player.play();
    while (player.state === "playing") await new Promise((resolve) => setTimeout(resolve, 50));
    const [left] = player.readTap();
    return { frames: left.length, ...player.counters, failures };
  },

  /** Plays until `frame`, mutes a track there, and plays on until `toFrame`. */
  async playAndMute(frame: number, track: string, toFrame: number): Promise<void> {
    if (!player || !session) throw new Error("Nothing is open.");
    const tracks = session.tracks.map((one) => (one.id === track ? { ...one, mute: true } : one));
    await player.play();
    while (player.frame < frame) await new Promise((resolve) => setTimeout(resolve, 10));
    player.setSession({ ...session, tracks });
    while (player.frame < toFrame) await new Promise((resolve) => setTimeout(resolve, 10));
  },

  /** Sends what was played: left, then right. */
  async sendTap(path: string): Promise<void> {
    if (!player) throw new Error("Nothing is open.");
    await fetch(path, { method: "POST", body: new Blob(player.readTap()) });
  },

  async close(): Promise<void> {
    await player?.close();
    player = null;
  },
};

export type Proof = typeof proof;
Object.assign(globalThis, { proof });
