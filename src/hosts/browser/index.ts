// The browser host: opens picked files and plays sessions in an AudioWorklet, to the same samples as the offline render.
export { BrowserError, missingInBrowser } from "./browser-needs.ts";
export type { InsertReading, MeterReadings, StripReading } from "./meter-ring.ts";
export { contentHash, type OpenedFiles, openFiles, type PickedFile, pickedFiles } from "./open-files.ts";
export { createPlayer, type Player, type PlayerCounters, type PlayerOptions } from "./player.ts";
