// Who strikes what when: sixteenth patterns for each section, fills into the next one, ghost notes and human timing.
// A pattern is 16 characters: "." is silence, 1…9 how hard.
import type { Random } from "./random.ts";
import type { DrumName, Hit, Section } from "./score.types.ts";
import type { Timing } from "./timing.ts";

const KICK_VERSE = ["9.....5.8.......", "9.......8.6.....", "9..5....8.....5.", "9.....7...8....."];
const KICK_CHORUS = ["9..6..8.9..6....", "9.....8.9.8.....", "9...9...9...9.5.", "9..7....9.8..7.."];
const KICK_BRIDGE = ["9...............", "9.........5....."];
const SNARE_CHORUS = ["....9.......9...", "....9..2....9..2", "....9.......9.2.", "....9..2.2..9..."];
const RIM_VERSE = ["....8.......8...", "....8..3....8.3.", "....8......38..."];
const HAT_VERSE = ["7...6...7...6...", "7.5.7.5.7.5.7.5.", "6.7.6.7.6.7.6.73"];
const HAT_CHORUS = ["8.5.8.5.8.5.8.5.", "8352835283528352", "8.538.538.538.53"];
const OPEN_CHORUS = ["..............8.", "......7.......8.", "..............8.", "..8...8...8...8."];
const CLAP_CHORUS = ["....9.......9...", "....9.......9..5"];
const SHAKER = ["6375637563756375", "7264726472647264", "5.735.735.735.73"];

interface Fill {
  readonly snare: string;
  readonly toms: readonly [high: string, middle: string, low: string];
}
/** The second half of the last bar before a change. */
const FILLS: readonly Fill[] = [
  { snare: "........7.6.....", toms: ["...........77...", ".............87.", "...............9"] },
  { snare: "........8..8....", toms: ["..........7...7.", "............8...", ".............8.9"] },
  { snare: "........78......", toms: ["..........78....", "............78..", "..............89"] },
  { snare: "........5.6.7.89", toms: ["................", "............7...", "..............8."] },
];
const SNARE_ROLL = "4.4.4.5.5.6.7788";

export function makeDrums(timing: Timing, random: Random): Record<DrumName, Hit[]> {
  const drums: Record<DrumName, Hit[]> = { kick: [], snare: [], rim: [], hat: [], clap: [], toms: [], crash: [], shaker: [] };
  const choice = {
    kickVerse: random.pick(KICK_VERSE),
    kickChorus: random.pick(KICK_CHORUS),
    kickBridge: random.pick(KICK_BRIDGE),
    snare: random.pick(SNARE_CHORUS),
    rim: random.pick(RIM_VERSE),
    hatVerse: random.pick(HAT_VERSE),
    hatChorus: random.pick(HAT_CHORUS),
    open: random.pick(OPEN_CHORUS),
    clap: random.pick(CLAP_CHORUS),
    shaker: random.pick(SHAKER),
  };
  const lay = (name: DrumName, bar: number, pattern: string, kind = 0, looseMs = 4, lateMs = 0): void => {
    for (let step = 0; step < 16; step++) {
      const mark = pattern[step];
      if (mark === undefined || mark === ".") continue;
      const startS = timing.playedS(bar, step, looseMs, lateMs);
      drums[name].push({ startS, velocity: timing.touch(Number(mark) / 9), kind });
    }
  };

  for (const section of timing.sections) {
    for (let index = 0; index < section.bars; index++) layBar(section, index, section.firstBar + index);
  }
  for (const hits of Object.values(drums)) hits.sort((a, b) => a.startS - b.startS);
  return drums;

  function layBar(section: Section, index: number, bar: number): void {
    const isLast = index === section.bars - 1;
    const fill = isLast && section.name !== "intro" && section.name !== "ending" ? random.pick(FILLS) : null;
    const untilFill = (pattern: string): string => (fill ? pattern.slice(0, 8) : pattern);
    if (section.name === "intro") {
      if (index >= 2) lay("shaker", bar, choice.shaker, 0, 6, 4);
      if (isLast) {
        lay("hat", bar, "............6.7.");
        lay("kick", bar, "..............6.");
      }
    } else if (section.name === "verse") {
      lay("kick", bar, untilFill(choice.kickVerse), 0, 3);
      lay("rim", bar, untilFill(choice.rim), 0, 4, 5);
      lay("hat", bar, untilFill(choice.hatVerse), 0, 5);
      if (index >= 4) lay("shaker", bar, choice.shaker, 0, 6, 4);
    } else if (section.name === "chorus") {
      const opens = untilFill(choice.open);
      lay("kick", bar, untilFill(choice.kickChorus), 0, 2);
      lay("snare", bar, untilFill(choice.snare), 0, 4, 6);
      lay("clap", bar, untilFill(choice.clap), 0, 3, 8);
      lay("hat", bar, untilFill(without(choice.hatChorus, choice.open)), 0, 4);
      lay("hat", bar, opens, 1, 4);
      lay("shaker", bar, choice.shaker, 0, 6, 4);
      if (index % 4 === 0) lay("crash", bar, index === 0 ? "9..............." : "7...............", 0, 1);
    } else if (section.name === "bridge") {
      lay("kick", bar, untilFill(choice.kickBridge), 0, 3);
      lay("rim", bar, untilFill("........8......."), 0, 4, 5);
      if (index >= 2) lay("shaker", bar, choice.shaker, 0, 6, 4);
      if (index === 2) lay("snare", bar, "........2.2.3.3.");
      if (isLast) lay("snare", bar, SNARE_ROLL.slice(0, 8));
    } else {
      lay("kick", bar, "9", 0, 1);
      lay("snare", bar, "8", 0, 1);
      lay("crash", bar, "9", 0, 1);
      lay("toms", bar, "9", 2, 1);
    }
    if (fill) {
      lay("snare", bar, fill.snare, 0, 4);
      fill.toms.forEach((pattern, kind) => {
        lay("toms", bar, pattern, kind, 4);
      });
      lay("kick", bar, "........6...6...", 0, 3);
    }
  }
}

/** A pattern with the steps of another taken out: the hi-hat is either closed or open. */
function without(pattern: string, taken: string): string {
  return [...pattern].map((mark, step) => (taken[step] === "." ? mark : ".")).join("");
}
