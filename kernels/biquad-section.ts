// One biquad section and the frames it works on, for the fused cascades; layout in biquad-cascade.ts.
import { loadStereo, storeStereo } from "./stereo";

export const SECTION_BYTES: usize = 80;
export const STATE_BYTES: usize = 32;

// @ts-ignore: decorator
@inline
export function loadFrame<T>(left: usize, right: usize, frame: usize): v128 {
  if (isInteger<T>()) return v128.load(left + (frame << 4));
  return loadStereo(left, right, frame << 2);
}

// @ts-ignore: decorator
@inline
export function storeFrame<T>(left: usize, right: usize, frame: usize, value: v128): void {
  if (isInteger<T>()) {
    v128.store(left + (frame << 4), value);
    return;
  }
  storeStereo(left, right, frame << 2, value);
}

/** Everything that is known before x arrives is summed first: between sections only one product and one sum wait for each other. */
// @ts-ignore: decorator
@inline
export function section(coefs: usize, x: v128, x1: v128, x2: v128, y1: v128, y2: v128): v128 {
  const forward = f64x2.add(f64x2.mul(v128.load(coefs, 16), x1), f64x2.mul(v128.load(coefs, 32), x2));
  const back = f64x2.add(f64x2.mul(v128.load(coefs, 64), y2), f64x2.mul(v128.load(coefs, 48), y1));
  return f64x2.add(f64x2.mul(v128.load(coefs), x), f64x2.sub(forward, back));
}
