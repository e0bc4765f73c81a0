// New strips and sessions with everything neutral: a session of these is the plain sum of its stems.
import { SESSION_VERSION } from "./schema.ts";
import type { Bus, Group, Return, Session, Track } from "./schema.ts";
import { MASTER_ID, MIX_ID } from "./strips.ts";

/** A grey that belongs to no role. */
export const NEUTRAL_COLOUR = "#93a0ae";

/** A strip that changes nothing: faders at 0 dB, pan in the centre, no inserts, no sends. */
export function neutralStrip(id: string, name: string, colour = NEUTRAL_COLOUR): Bus {
  return {
    id,
    name,
    colour,
    polarityInverted: false,
    trimDb: 0,
    inserts: [],
    sends: [],
    faderDb: 0,
    pan: 0,
    mute: false,
    solo: false,
    automation: [],
  };
}

export function neutralTrack(id: string, name: string, stemId: string): Track {
  return { ...neutralStrip(id, name), stemId, role: "other", regions: null, output: MIX_ID };
}

export function neutralGroup(id: string, name: string, colour = NEUTRAL_COLOUR): Group {
  return { ...neutralStrip(id, name, colour), output: MIX_ID };
}

export function neutralReturn(id: string, name: string, colour = NEUTRAL_COLOUR): Return {
  return { ...neutralStrip(id, name, colour), output: MIX_ID };
}

/** A session without stems. `sampleRateHz` is the rate at which everything is mixed. */
export function emptySession(name: string, sampleRateHz = 48000, seed = 1): Session {
  return {
    kind: "stemroom-session",
    version: SESSION_VERSION,
    name,
    sampleRateHz,
    tempoBpm: null,
    seed,
    panLawDb: -3,
    stems: [],
    tracks: [],
    groups: [],
    returns: [],
    mix: neutralStrip(MIX_ID, "Mix"),
    master: neutralStrip(MASTER_ID, "Master"),
    references: [],
    moves: [],
    pins: [],
  };
}
