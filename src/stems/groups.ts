// The five groups of the course, the roles in each, and their colours (told apart in normal and colour-blind sight).
import type { Role } from "../session/schema.ts";

export const GROUP_KINDS = ["drums", "bass", "instruments", "vocals", "effects"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

const DRUMS = "#e98167";
const PERCUSSION = "#f94f06";
const BASS = "#9c8ac7";
const GUITARS = "#bdfc7e";
const KEYS = "#5687fb";
const SYNTHS = "#56fbea";
const VOCALS = "#f9f906";
const EFFECTS = "#c78a96";

const FAMILY: Readonly<Record<Role, { readonly group: GroupKind; readonly colour: string }>> = {
  kick: { group: "drums", colour: DRUMS },
  snare: { group: "drums", colour: DRUMS },
  hats: { group: "drums", colour: DRUMS },
  cymbals: { group: "drums", colour: DRUMS },
  toms: { group: "drums", colour: DRUMS },
  percussion: { group: "drums", colour: PERCUSSION },
  drums: { group: "drums", colour: DRUMS },
  bass: { group: "bass", colour: BASS },
  guitar: { group: "instruments", colour: GUITARS },
  keys: { group: "instruments", colour: KEYS },
  synth: { group: "instruments", colour: SYNTHS },
  pad: { group: "instruments", colour: SYNTHS },
  strings: { group: "instruments", colour: KEYS },
  brass: { group: "instruments", colour: KEYS },
  lead: { group: "instruments", colour: SYNTHS },
  "lead-vocal": { group: "vocals", colour: VOCALS },
  "backing-vocal": { group: "vocals", colour: VOCALS },
  effects: { group: "effects", colour: EFFECTS },
  mix: { group: "instruments", colour: KEYS },
  other: { group: "instruments", colour: KEYS },
};

const GROUP_COLOUR: Readonly<Record<GroupKind, string>> = {
  drums: DRUMS,
  bass: BASS,
  instruments: KEYS,
  vocals: VOCALS,
  effects: EFFECTS,
};

/** The group a role belongs to when no folder says otherwise. */
export function groupOfRole(role: Role): GroupKind {
  return FAMILY[role].group;
}

export function colourOfRole(role: Role): string {
  return FAMILY[role].colour;
}

export function colourOfGroup(group: GroupKind): string {
  return GROUP_COLOUR[group];
}

/** `Drums`. */
export function groupName(group: GroupKind): string {
  return group.slice(0, 1).toUpperCase() + group.slice(1);
}
