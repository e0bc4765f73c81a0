// Convolution with long impulse responses: the first taps directly, later ones as products of spectra. See src/transform/convolver.ts.

const GROUP_BYTES: usize = 64; // 16 taps

/**
 * output[n] = sum of taps[k] x line[n - k] for n = 0 to frames - 1, added up in the same order wherever n lies: sixteen taps at a time,
 * so that single precision loses little. `count` taps, a multiple of 16; before `line` lie count - 1 earlier frames. Reads up to 15
 * floats beyond the line's end and writes up to 15 beyond the output's.
 */
export function convolveHead(line: usize, taps: usize, count: i32, output: usize, frames: i32): void {
  const end = output + (<usize>frames << 2);
  const lastTap = taps + (<usize>count << 2);
  for (; output < end; output += 64) {
    const zero = f32x4.splat(0);
    let sumA = zero;
    let sumB = zero;
    let sumC = zero;
    let sumD = zero;
    let from = line;
    for (let group = taps; group < lastTap; group += GROUP_BYTES) {
      let a = zero;
      let b = zero;
      let c = zero;
      let d = zero;
      const groupEnd = group + GROUP_BYTES;
      for (let tap = group; tap < groupEnd; tap += 4) {
        const h = v128.load32_splat(tap);
        a = f32x4.add(a, f32x4.mul(h, v128.load(from, 0)));
        b = f32x4.add(b, f32x4.mul(h, v128.load(from, 16)));
        c = f32x4.add(c, f32x4.mul(h, v128.load(from, 32)));
        d = f32x4.add(d, f32x4.mul(h, v128.load(from, 48)));
        from -= 4;
      }
      sumA = f32x4.add(sumA, a);
      sumB = f32x4.add(sumB, b);
      sumC = f32x4.add(sumC, c);
      sumD = f32x4.add(sumD, d);
    }
    v128.store(output, sumA, 0);
    v128.store(output, sumB, 16);
    v128.store(output, sumC, 32);
    v128.store(output, sumD, 48);
    line += 64;
  }
}

/** output += input. */
export function addFrames(input: usize, output: usize, frames: i32): void {
  const end = input + (<usize>frames << 2);
  for (; input + 16 <= end; input += 16, output += 16) v128.store(output, f32x4.add(v128.load(output), v128.load(input)));
  for (; input < end; input += 4, output += 4) store<f32>(output, load<f32>(output) + load<f32>(input));
}

/** One vector of bins over all partitions. */
// @ts-ignore: decorator
@inline
function productsOfFour(ring: usize, filters: usize, step: usize, im: usize, newest: i32, count: i32, out: usize): void {
  let sumR = f32x4.splat(0);
  let sumI = sumR;
  let place = newest;
  let x = ring + <usize>newest * step;
  for (let partition = 0; partition < count; partition++) {
    const xr = v128.load(x);
    const xi = v128.load(x + im);
    const hr = v128.load(filters);
    const hi = v128.load(filters + im);
    sumR = f32x4.add(sumR, f32x4.sub(f32x4.mul(xr, hr), f32x4.mul(xi, hi)));
    sumI = f32x4.add(sumI, f32x4.add(f32x4.mul(xr, hi), f32x4.mul(xi, hr)));
    filters += step;
    if (--place < 0) {
      place = count - 1;
      x = ring + <usize>place * step;
    } else x -= step;
  }
  v128.store(out, sumR);
  v128.store(out + im, sumI);
}

/**
 * Sum over `count` partitions of filter p times the spectrum p blocks ago. Spectra lie in a ring, the newest at number `newest`; each
 * spectrum has `room` real parts (a multiple of 4) and behind them `room` imaginary parts.
 */
export function multiplyPartitions(ring: usize, filters: usize, room: i32, newest: i32, count: i32, out: usize): void {
  const im = <usize>room << 2;
  const step: usize = 2 * im;
  let at: usize = 0;
  for (; at + 64 <= im; at += 64) {
    // a whole cache line of each spectrum at once
    let r0 = f32x4.splat(0);
    let r1 = r0;
    let r2 = r0;
    let r3 = r0;
    let i0 = r0;
    let i1 = r0;
    let i2 = r0;
    let i3 = r0;
    let place = newest;
    let x = ring + <usize>newest * step + at;
    let h = filters + at;
    for (let partition = 0; partition < count; partition++) {
      const y = x + im;
      const g = h + im;
      let xr = v128.load(x);
      let xi = v128.load(y);
      let hr = v128.load(h);
      let hi = v128.load(g);
      r0 = f32x4.add(r0, f32x4.sub(f32x4.mul(xr, hr), f32x4.mul(xi, hi)));
      i0 = f32x4.add(i0, f32x4.add(f32x4.mul(xr, hi), f32x4.mul(xi, hr)));
      xr = v128.load(x, 16);
      xi = v128.load(y, 16);
      hr = v128.load(h, 16);
      hi = v128.load(g, 16);
      r1 = f32x4.add(r1, f32x4.sub(f32x4.mul(xr, hr), f32x4.mul(xi, hi)));
      i1 = f32x4.add(i1, f32x4.add(f32x4.mul(xr, hi), f32x4.mul(xi, hr)));
      xr = v128.load(x, 32);
      xi = v128.load(y, 32);
      hr = v128.load(h, 32);
      hi = v128.load(g, 32);
      r2 = f32x4.add(r2, f32x4.sub(f32x4.mul(xr, hr), f32x4.mul(xi, hi)));
      i2 = f32x4.add(i2, f32x4.add(f32x4.mul(xr, hi), f32x4.mul(xi, hr)));
      xr = v128.load(x, 48);
      xi = v128.load(y, 48);
      hr = v128.load(h, 48);
      hi = v128.load(g, 48);
      r3 = f32x4.add(r3, f32x4.sub(f32x4.mul(xr, hr), f32x4.mul(xi, hi)));
      i3 = f32x4.add(i3, f32x4.add(f32x4.mul(xr, hi), f32x4.mul(xi, hr)));
      h += step;
      if (--place < 0) {
        place = count - 1;
        x = ring + <usize>place * step + at;
      } else x -= step;
    }
    const to = out + at;
    v128.store(to, r0, 0);
    v128.store(to, r1, 16);
    v128.store(to, r2, 32);
    v128.store(to, r3, 48);
    v128.store(to + im, i0, 0);
    v128.store(to + im, i1, 16);
    v128.store(to + im, i2, 32);
    v128.store(to + im, i3, 48);
  }
  for (; at < im; at += 16) productsOfFour(ring + at, filters + at, step, im, newest, count, out + at);
}
