// The nine bands of a measurement and where they fall among the bins of a transform.

/** Inner edges in Hz: steps of about equal width on the ear's scale, those for which finished music has been surveyed. */
export const BAND_EDGES_HZ = [148, 392, 795, 1458, 2550, 4350, 7300, 12200] as const;
const LOWEST_HZ = 20;

/** A band, and where it lies in a spectrum. Edges fall inside a bin; the bin is then shared by power. */
export interface Band {
  readonly lowHz: number;
  readonly highHz: number;
  /** First bin of which a part belongs to the band, and the part below the band. */
  readonly firstBin: number;
  readonly firstBelow: number;
  /** Last bin of which a part belongs to the band, and the part of it that does. */
  readonly lastBin: number;
  readonly lastShare: number;
}

/** The bands below half the sample rate, for a transform of `size`. The lowest begins at 20 Hz, the highest ends at half the rate. */
export function bandsFor(sampleRateHz: number, size: number): Band[] {
  const nyquistHz = sampleRateHz / 2;
  const edges = [LOWEST_HZ, ...BAND_EDGES_HZ.filter((hz) => hz < nyquistHz), nyquistHz];
  return edges.slice(0, -1).map((lowHz, index) => {
    const highHz = edges[index + 1] ?? nyquistHz;
    const low = binAt(lowHz, sampleRateHz, size);
    const high = highHz === nyquistHz ? { bin: size / 2 - 1, share: 1 } : binAt(highHz, sampleRateHz, size);
    return { lowHz, highHz, firstBin: low.bin, firstBelow: low.share, lastBin: high.bin, lastShare: high.share };
  });
}

/** Bin k covers k - 1/2 to k + 1/2; `share` is the part of the bin that lies below the frequency. */
function binAt(hz: number, sampleRateHz: number, size: number): { bin: number; share: number } {
  const position = (hz * size) / sampleRateHz;
  const bin = Math.floor(position + 0.5);
  return { bin, share: position - bin + 0.5 };
}
