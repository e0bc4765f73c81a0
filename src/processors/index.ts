// Public entry `stemroom/processors`: the catalog, the parameters' rules, and running instances. Works in a browser.
export { type AnyDeclaration, catalog, findDeclaration } from "./catalog.ts";
export * from "./parameters.ts";
export { withPreset } from "./presets.ts";
export * from "./processor.ts";
export { type AnyProcessor, createProcessor } from "./registry.ts";
