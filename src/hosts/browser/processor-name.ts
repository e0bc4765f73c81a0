// The name by which the main thread asks for the worklet.
export const PROCESSOR_NAME = "stemroom-engine";
