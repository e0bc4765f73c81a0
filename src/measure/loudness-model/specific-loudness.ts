// From excitation to loudness, filter by filter: of a sound alone (ISO 532-2:2017, 7.5) and of a sound in the presence of another
// (Moore, Glasberg and Baer 1997, equations 17 to 20, with the constants and the high-level law of ISO 532-2).
import { pow } from "../../units/exact-math.ts";
import { EAR_FILTERS, FILTERS } from "./cochlea.ts";

const SONE_PER_CAM = 0.0617;
/** Excitation from which the cochlea stops amplifying (100 dB). */
const HIGH_LEVEL = 1e10;
const HIGH_LEVEL_DIVISOR = 1.0707;
const HIGH_LEVEL_EXPONENT = 0.2;
/** How fast the masker's hold on a signal fades with the signal's level, and how fast loudness falls under the threshold. */
const RELEASE_EXPONENT = 0.3;
const UNDER_THRESHOLD_EXPONENT = 1.5;

/** What each filter's law needs at every call: offset^exponent, and the compressed excitation at the threshold in quiet. */
const FLOOR = Float64Array.from(EAR_FILTERS, ({ offset, exponent }) => pow(offset, exponent));
const AT_THRESHOLD = Float64Array.from(
  EAR_FILTERS,
  ({ gain, threshold, offset, exponent }, index) => pow(gain * threshold + offset, exponent) - (FLOOR[index] as number),
);

/**
 * Specific loudness (sone per Cam, one ear) of a signal heard with a masker. Without masker it is that of the signal alone;
 * at the masked threshold it is as large as at the threshold in quiet.
 */
export function specificLoudness(signal: Float64Array, masker: Float64Array): Float64Array {
  const loudness = new Float64Array(FILTERS);
  for (let index = 0; index < FILTERS; index++) {
    const [own, other] = [signal[index] as number, masker[index] as number];
    if (own > 0) loudness[index] = SONE_PER_CAM * Math.max(0, inFilter(index, own, other));
  }
  return loudness;
}

function inFilter(index: number, own: number, other: number): number {
  const { threshold, gain, exponent, offset, detectionRatio } = EAR_FILTERS[index] as (typeof EAR_FILTERS)[number];
  const high = own + other > HIGH_LEVEL;
  const floor = FLOOR[index] as number;
  const compressed = (excitation: number): number =>
    high ? pow(excitation / HIGH_LEVEL_DIVISOR, HIGH_LEVEL_EXPONENT) : pow(gain * excitation + offset, exponent) - floor;
  const masked = detectionRatio * other + threshold;
  const atThreshold = AT_THRESHOLD[index] as number;
  const together = compressed(own + other);
  const atMasked = other === 0 ? atThreshold : compressed(other + masked);
  if (own >= masked) return together - (atMasked - atThreshold) * pow(masked / own, RELEASE_EXPONENT);
  const alone = other === 0 ? 0 : compressed(other);
  const under = pow((2 * own) / (own + masked), UNDER_THRESHOLD_EXPONENT);
  return (under * atThreshold * (together - alone)) / (atMasked - alone);
}
