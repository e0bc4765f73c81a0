// The coefficients that the plain loops and twins of the bench work with: the project's own.
export { halfBandAllPasses, halfBandTaps, flatTopHz } from "../dist/src/conversion/half-band-design.js";
export { kWeighting } from "../dist/src/filters/k-weighting.js";
export { rbjPeak } from "../dist/src/filters/rbj-design.js";
export { phaseTaps } from "../dist/src/measure/true-peak.js";
export { catalog } from "../dist/src/processors/catalog.js";
export { detectorTaps } from "../dist/src/processors/limiter/interpolator.js";
export { resolveParams } from "../dist/src/processors/parameters.js";
export { lineFrames, lineGain } from "../dist/src/processors/reverb/feedback-network.js";
export { curveTable } from "../dist/src/processors/saturation/curve-table.js";
