// The tunes: two-bar phrases. A section is call, open answer, call again, closing answer.
// Written as "sixteenth+length=degree": "6+4=7" starts on the sixth sixteenth, lasts four, and is the tonic an octave up.

export type MotifNote = readonly [step: number, length: number, degree: number];
export type Motif = readonly MotifNote[];

export interface Tune {
  readonly call: Motif;
  readonly open: Motif;
  readonly close: Motif;
}

function motif(text: string): Motif {
  return text.split(" ").map((note) => {
    const [step, length, degree] = note.split(/[+=]/).map(Number);
    return [step ?? 0, length ?? 0, degree ?? 0];
  });
}

function tune(call: string, open: string, close: string): Tune {
  return { call: motif(call), open: motif(open), close: motif(close) };
}

/** Low, spoken, leaving room: most notes off the beat. */
export const VERSE_TUNES: readonly Tune[] = [
  tune(
    "2+2=2 4+2=2 6+2=1 8+3=2 11+4=0 18+2=0 20+2=1 22+2=2 24+5=1",
    "2+2=2 4+2=2 6+2=1 8+3=4 11+4=2 18+2=2 20+2=1 22+2=0 24+5=1",
    "2+2=4 4+2=4 6+2=2 8+3=4 11+3=5 14+4=4 20+2=2 22+2=1 24+6=2",
  ),
  tune(
    "0+3=0 3+3=1 6+2=2 10+2=2 12+4=1 18+2=0 20+2=-1 22+2=0 24+5=-2",
    "0+3=0 3+3=1 6+2=2 10+2=4 12+4=2 18+2=2 20+2=1 22+2=1 24+5=0",
    "0+3=2 3+3=2 6+2=4 10+2=4 12+4=5 18+2=4 20+2=4 22+2=2 24+6=4",
  ),
  tune(
    "2+1=4 3+3=2 6+2=2 8+2=1 10+4=2 19+1=0 20+2=1 22+2=2 24+2=1 26+4=0",
    "2+1=4 3+3=2 6+2=2 8+2=1 10+4=4 19+1=2 20+2=4 22+2=2 24+6=1",
    "2+1=4 3+3=4 6+2=5 8+2=4 10+4=2 18+2=2 20+2=4 22+2=5 24+6=6",
  ),
];

/** High, long, with one leap worth remembering. */
export const CHORUS_TUNES: readonly Tune[] = [
  tune(
    "0+3=4 3+3=5 6+4=7 10+2=6 12+4=4 18+2=4 20+2=5 22+2=4 24+6=2",
    "0+3=4 3+3=5 6+4=7 10+2=8 12+4=7 18+2=5 20+2=4 22+2=5 24+6=4",
    "0+3=7 3+3=8 6+4=9 10+2=8 12+4=7 18+2=5 20+2=7 22+2=5 24+6=4",
  ),
  tune(
    "0+3=7 3+3=6 6+2=4 8+6=5 16+2=4 18+2=5 20+3=4 23+5=2",
    "0+3=7 3+3=6 6+2=7 8+6=8 16+2=7 18+2=6 20+3=5 23+5=4",
    "0+3=9 3+3=8 6+2=7 8+6=8 16+2=7 18+2=5 20+3=4 23+7=7",
  ),
  tune(
    "0+2=4 2+4=7 6+2=7 8+2=6 10+5=5 16+2=4 18+4=5 22+2=4 24+6=2",
    "0+2=4 2+4=7 6+2=7 8+2=8 10+5=9 16+2=8 18+4=7 22+2=6 24+6=4",
    "0+2=5 2+4=9 6+2=8 8+2=7 10+5=8 16+2=7 18+4=5 22+2=4 24+6=5",
  ),
];

/** Over the bridge's four bars: long notes that climb to the way back. */
export const BRIDGE_TUNES: readonly Motif[] = [
  motif("0+8=5 8+8=4 16+12=6 32+8=7 40+6=5 48+4=6 52+8=8"),
  motif("0+12=4 14+2=5 16+10=6 32+6=7 38+8=8 48+12=6"),
];
