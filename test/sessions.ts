// Sessions for tests.
import { emptySession, neutralGroup, neutralReturn, neutralTrack } from "../src/session/neutral.ts";
import type { Session } from "../src/session/schema.ts";

/** Two tracks (a kick and a lead vocal of 2 s), a group and a return; nothing routed, nothing moved. */
export function smallSession(): Session {
  const session = emptySession("Song");
  return {
    ...session,
    stems: ["kick", "vox"].map((id) => ({
      id,
      path: `${id}.wav`,
      contentHash: "00",
      format: "wav",
      sampleRateHz: 48000,
      channels: 1,
      bitDepth: 24,
      fileFrames: 96000,
      frames: 96000,
    })),
    tracks: [neutralTrack("kick", "Kick", "kick"), neutralTrack("vox", "Lead Vox", "vox")],
    groups: [neutralGroup("drums", "Drums")],
    returns: [neutralReturn("plate", "Plate")],
  };
}
