// Pieces of linear-phase filters: the magnitude of analogue sections over the bins of a transform, and symmetric taps from its inverse.

const SECTION_BYTES: usize = 56;

/**
 * Magnitude of `count` sections in series at the bins 0 to `bins` - 1 into f32. A section is seven f64: 1 / hz^2, n0, n1^2, n2, d0, d1^2, d2 of
 * |n0 - n2 x + j n1 sqrt(x)|^2 / |d0 - d2 x + j d1 sqrt(x)|^2, x = (f / hz)^2. Writes up to one float beyond the last bin.
 */
export function magnitudeCurve(sections: usize, count: i32, binHz: f64, magnitudes: usize, bins: i32): void {
  const end = sections + <usize>count * SECTION_BYTES;
  for (let bin = 0; bin < bins; bin += 2) {
    const hz = f64x2.mul(f64x2.splat(binHz), f64x2(<f64>bin, <f64>(bin + 1)));
    const square = f64x2.mul(hz, hz);
    let over = f64x2.splat(1);

    for (let at = sections; at < end; at += SECTION_BYTES) {
      const x = f64x2.mul(square, v128.load64_splat(at));
      const nRe = f64x2.sub(v128.load64_splat(at, 8), f64x2.mul(v128.load64_splat(at, 24), x));
      const dRe = f64x2.sub(v128.load64_splat(at, 32), f64x2.mul(v128.load64_splat(at, 48), x));
      const n = f64x2.add(f64x2.mul(nRe, nRe), f64x2.mul(v128.load64_splat(at, 16), x));
      const d = f64x2.add(f64x2.mul(dRe, dRe), f64x2.mul(v128.load64_splat(at, 40), x));
      // divided section by section: products of many would leave the range of numbers
      over = f64x2.mul(over, f64x2.div(n, d));
    }
    const single = f32x4.demote_f64x2_zero(f64x2.sqrt(over));
    v128.store64_lane(magnitudes + (<usize>bin << 2), single, 0);
  }
}

/**
 * Taps `from` to `from` + `count` - 1 of a symmetric filter of `length`, whose centre is tap length / 2, then `count` zeros. `half`: the inverse
 * transform, from its time 0 on; `window`: weights for distances 0 to length / 2 from the centre. Left and right of the centre bit for bit alike.
 */
export function symmetricTaps(half: usize, window: usize, length: i32, from: i32, count: i32, scale: f32, taps: usize): void {
  for (let index = 0; index < count; index++) {
    const distance = from + index - (length >> 1);
    const at = <usize>(distance < 0 ? -distance : distance) << 2;
    store<f32>(taps + (<usize>index << 2), load<f32>(half + at) * load<f32>(window + at) * scale);
    store<f32>(taps + (<usize>(count + index) << 2), 0);
  }
}
