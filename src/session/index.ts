// Public entry `stemroom/session`: the document, its checks, its edits and its moves. Works in a browser.
export type { Address } from "./address.ts";
export {
  addGroup,
  addInsert,
  addReturn,
  addSend,
  getValue,
  type InsertDraft,
  newInsert,
  removeInsert,
  removeSend,
  removeStrip,
  reorderInsert,
  setAutomation,
  setValue,
} from "./edit.ts";
export { SessionError, type SessionProblem } from "./errors.ts";
export { sessionJsonSchema } from "./json-schema.ts";
export {
  editByHand,
  MAX_AMOUNT,
  type MoveDraft,
  moveId,
  moveResult,
  recordMove,
  setMoveAmount,
  undoMove,
} from "./moves.ts";
export { emptySession, neutralGroup, neutralReturn, neutralStrip, neutralTrack } from "./neutral.ts";
export { relativePath, resolvePath } from "./paths.ts";
export { isPinned, pin, splitPlace, unpin } from "./pins.ts";
export { type NumberRange, numberRange, roundForUnit } from "./ranges.ts";
export * from "./schema.ts";
export { STEP_IDS, type StepId, stepRank } from "./step-ids.ts";
export {
  allStrips,
  type AnyStrip,
  findStrip,
  MASTER_ID,
  MIX_ID,
  SESSION_ID,
  stripKind,
  type StripKind,
  stripName,
  stripOf,
} from "./strips.ts";
export { writeSession } from "./text.ts";
export { parseSession, readSession } from "./validate.ts";
