// Roles by name, on the names that producers give their files.
import { describe, expect, test } from "vitest";
import { groupOfRole } from "./groups.ts";
import { roleFromName } from "./roles.ts";

describe("roles by name", () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    kick: ["09_kick", "10_drums_kick", "BD", "Kick In", "KickOut", "Bass Drum", "Grosse Caisse", "808 Kick", "bombo", "kick_808"],
    snare: ["08_snare", "SD Top", "Snare Bottom", "12_drums_sidestick", "Caisse claire", "Rullante", "Claps", "SnareTop"],
    hats: ["01_alt_hats", "10_hihat_closed", "14_scratch_hats", "HH", "Hi-Hat", "HiHat"],
    cymbals: ["OH L", "OHR", "Overheads", "15_drums_cymbals", "Ride", "Crash 2", "Becken"],
    toms: ["05_tom_low", "Floor Tom", "Tom1", "RackTom"],
    percussion: ["16_percussion", "03_timpani", "Shaker", "Tambourine", "congas"],
    drums: ["01_drums", "10_garage_beat", "07_break", "Drum Room", "Schlagzeug", "Batterie", "ドラム"],
    bass: ["04_bass", "13_slap_bass", "808", "Bass DI", "Synth Bass", "BassGtr", "sub", "Basse", "Bajo", "bass guitar", "бас"],
    guitar: ["07_guitar_distorted", "Gtr DI", "Ac Gtr L", "E-Gitarre", "elgtr 2", "Guitare rythmique"],
    keys: ["03_clavinet", "Piano", "Rhodes", "Hammond B3", "Klavier", "Teclado"],
    synth: ["09_synth_saw", "13_minilogue_synth", "01_synth_intro", "Arp", "Supersaw stab"],
    pad: ["Pad", "Warm Pad 2", "String Pad"],
    strings: ["01_strings", "02_cello", "05_pizzicato_strings", "Streicher", "Violin 1", "Synth Strings"],
    brass: ["05_horns", "Trumpet", "Alto Sax"],
    lead: ["12_synth_lead", "04_lead_guitar", "Gtr Solo"],
    "lead-vocal": ["Lead Vox", "02_vocal", "LeadVox", "Gesang", "Voz", "Vocal Main", "Rap Verse 1", "leadvox", "ボーカル"],
    "backing-vocal": [
      "01_bgvox_main",
      "02_bgvox_alt",
      "BGV L",
      "Backing Vocals",
      "Vox Harmony",
      "Vox Dbl",
      "17_choir",
      "Coros",
      "BackVox",
    ],
    effects: ["02_fx_alien", "12_microcosm_effect", "Riser", "06_reverse_cymbal", "08_build", "09_fill_scratch", "Vinyl noise"],
    mix: ["01_backing", "Instrumental", "Playback"],
    other: ["Track 01", "audio_17", "xyzzy", "", "..", "ミ"],
  };
  for (const [role, list] of Object.entries(names)) {
    test.each(list.map((name) => [name]))(`%s is ${role}`, (name) => {
      const guess = roleFromName(name);
      expect(guess.role).toBe(role);
      if (role === "other") expect(guess.confidence).toBe(0);
      else expect(guess.confidence).toBeGreaterThan(0.4);
    });
  }
  test("words are whole words: no role hides inside another word", () => {
    for (const name of ["Embassy", "Custom", "Ohio", "Alphabet", "Chatter", "Kitchen", "Superb"]) {
      expect([name, roleFromName(name).role]).toEqual([name, "other"]);
    }
  });
  test.each([
    ["OH L", "left"],
    ["OH R", "right"],
    ["gtr_left", "left"],
    ["Lead Vox", null],
  ])("%s: side %s", (name, side) => {
    expect(roleFromName(name).side).toBe(side);
  });
  test("roles fall into the five groups of the course", () => {
    const groups = (["kick", "bass", "lead", "backing-vocal", "effects"] as const).map(groupOfRole);
    expect(groups).toEqual(["drums", "bass", "instruments", "vocals", "effects"]);
  });
});
