// What makes a reverb a plate, a room or a hall: lengths, diffusion, reflections, movement. Plain data, one for each processor.

export interface DiffuserVoicing {
  /** Length on the left and on the right. */
  readonly ms: readonly [left: number, right: number];
  readonly gain: number;
}

/** A shoebox with two loudspeakers and a pair of cardioids: where the first reflections come from. Lengths in metres. */
export interface ShoeboxVoicing {
  readonly metres: readonly [width: number, length: number, height: number];
  /** Loudspeakers and microphones as shares of the three lengths; off the middle, so that no two echoes come together. */
  readonly left: readonly [number, number, number];
  readonly right: readonly [number, number, number];
  readonly listener: readonly [number, number, number];
  /** What a wall gives back. */
  readonly wallGain: number;
  /** Echoes before or after are left out, counted from the direct sound, at size 100 %. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How many of the strongest are heard on their own side and on the other one. */
  readonly ownTaps: number;
  readonly crossTaps: number;
}

export interface Voicing {
  /** Shortest and longest line at size 100 %. */
  readonly linesMs: readonly [number, number];
  readonly swingsHz: readonly number[];
  readonly middleAngle: number;
  readonly swingAngle: number;
  readonly diffusion: readonly DiffuserVoicing[];
  /** Reflections, or null where the diffused sound itself is the early sound. */
  readonly shoebox: ShoeboxVoicing | null;
  /** The reflections are those of the diffused sound: soft, as from a large room's uneven walls. */
  readonly reflectsDiffused: boolean;
  /** Level of the early sound (a gain), the whole being 1. */
  readonly earlyShare: number;
  /** Frames (at 48 kHz) by which each of sixteen dispersive all-passes in front of the diffusion delays the lows; 0 is none. */
  readonly dispersionFrames: number;
}

/** Thirty-two rates between two, evenly spread and dealt out so that neighbours differ. */
export function swingRatesHz(slowest: number, fastest: number): number[] {
  return Array.from({ length: 32 }, (_, line) => slowest + ((fastest - slowest) * ((11 * line) % 32)) / 31);
}
