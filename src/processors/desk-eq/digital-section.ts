// Analogue second-order sections as their circuits give them, and the digital sections that follow them below 20 kHz.
import type { AnaloguePrototype } from "../../filters/analogue.ts";
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import type { LaplaceSection } from "../../filters/laplace.ts";
import { fitMagnitude } from "../../filters/magnitude-fit.ts";
import { PI, tan } from "../../units/exact-math.ts";

/** Below this the bilinear transform is as good as any: what it bends lies where the curves are flat. */
const BILINEAR_BELOW_HZ = 300;

/** The section at a sample rate. Boosts are fitted, cuts are their exact inverse: the two cancel. */
export function digitalSection(analogue: LaplaceSection, sampleRateHz: number): Biquad {
  const isCut = gainMeasure(analogue.n) < gainMeasure(analogue.d);
  const boost = isCut ? { hz: analogue.hz, n: analogue.d, d: analogue.n } : analogue;
  if (boost.n.every((value, index) => value === boost.d[index])) return NEUTRAL;
  const fitted = boost.hz < BILINEAR_BELOW_HZ ? undefined : fitMagnitude(prototypeOf(boost), sampleRateHz);
  const section = fitted ?? bilinear(boost, sampleRateHz);
  return isCut ? inverse(section) : section;
}

/** At s = j every curve here is well above 0 dB where it boosts. */
function gainMeasure([c0, c1, c2]: readonly [number, number, number]): number {
  return (c0 - c2) * (c0 - c2) + c1 * c1;
}

function prototypeOf({ hz, n, d }: LaplaceSection): AnaloguePrototype {
  const scale = 1 / (d[0] * d[0]);
  const squared = ([c0, c1, c2]: readonly [number, number, number]): [number, number, number] => [
    c0 * c0 * scale,
    (c1 * c1 - 2 * c0 * c2) * scale,
    c2 * c2 * scale,
  ];
  return { hz, n: squared(n), d: squared(d) };
}

/** s = (1 - z^-1) / (k (1 + z^-1)), k = tan(pi hz / rate). */
function bilinear({ hz, n, d }: LaplaceSection, sampleRateHz: number): Biquad {
  const k = tan((PI * Math.min(hz, 0.45 * sampleRateHz)) / sampleRateHz);
  if (n[2] === 0 && d[2] === 0) {
    const a0 = d[0] * k + d[1];
    return { b0: (n[0] * k + n[1]) / a0, b1: (n[0] * k - n[1]) / a0, b2: 0, a1: (d[0] * k - d[1]) / a0, a2: 0 };
  }
  const turned = ([c0, c1, c2]: readonly [number, number, number]) =>
    [c0 * k * k + c1 * k + c2, 2 * (c0 * k * k - c2), c0 * k * k - c1 * k + c2] as const;
  const [b0, b1, b2] = turned(n);
  const [a0, a1, a2] = turned(d);
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

function inverse({ b0, b1, b2, a1, a2 }: Biquad): Biquad {
  return { b0: 1 / b0, b1: a1 / b0, b2: a2 / b0, a1: b1 / b0, a2: b2 / b0 };
}
