// Everything the WASM module exports. One line a kernel file.
export * from "./memory";
export * from "./math";
export * from "./gain";
export * from "./biquad-cascade";
export * from "./measure-loudness";
export * from "./measure-levels";
export * from "./measure-true-peak";
export * from "./math-blocks";
export * from "./half-band";
export * from "./true-peak-detector";
export * from "./limiter";
export * from "./mix-blocks";
export * from "./mix-delay";
export * from "./stereo-image";
export * from "./fft";
export * from "./measure-bands";
export * from "./resample";
