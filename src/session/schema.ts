// The session: one JSON document that holds everything a mix and a master are made of. Plain data, no view settings.
import { z } from "zod";

/** Version of the document. Raised with a migration in migrations.ts whenever its form changes. */
export const SESSION_VERSION = 1;

/** Ids are parts of parameter paths (`inserts.ID.PARAMETER`): no dots, no white space. */
const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s.]+$/u, "an id has no dots and no white space");
/** Frames at the session's sample rate. */
const frame = z.int().min(0);
/** dB with null for minus infinity. */
const levelDb = z.number().min(-144).max(12).nullable();
const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const scalar = z.union([z.number(), z.string(), z.boolean()]);

export const automationPointSchema = z.strictObject({
  frame,
  value: z.number(),
  /** How the value travels from this point to the next. */
  curve: z.enum(["linear", "hold"]),
});

export const automationSchema = z.strictObject({
  /** `faderDb`, `pan`, `trimDb`, `sends.ID.levelDb` or `inserts.ID.PARAMETER` (`inserts.eq.bands.0.gainDb`). */
  parameter: z.string().min(1),
  points: z.array(automationPointSchema).min(1),
});

export const insertSchema = z.strictObject({
  id,
  processor: id,
  version: z.int().min(1),
  enabled: z.boolean(),
  params: z.record(z.string(), z.union([scalar, z.array(z.record(z.string(), scalar))])),
  /** The strip whose signal before its fader is the side-chain key; null listens to the input. */
  keyFrom: id.nullable(),
});

export const sendSchema = z.strictObject({
  id,
  /** A return. */
  to: id,
  levelDb,
  tap: z.enum(["pre-fader", "post-fader"]),
  enabled: z.boolean(),
});

const stripFields = {
  id,
  name: z.string().max(500),
  colour,
  polarityInverted: z.boolean(),
  trimDb: z.number().min(-96).max(96),
  inserts: z.array(insertSchema),
  sends: z.array(sendSchema),
  faderDb: levelDb,
  /** -1 left, 0 centre, +1 right. */
  pan: z.number().min(-1).max(1),
  mute: z.boolean(),
  solo: z.boolean(),
  automation: z.array(automationSchema),
};

export const stemSchema = z.strictObject({
  id,
  /** Relative to the session's folder where possible. Forward slashes. */
  path: z.string().min(1),
  /** SHA-256 of the file's bytes, hexadecimal. */
  contentHash: z.string(),
  format: z.string(),
  sampleRateHz: z.int().min(8000).max(192000),
  channels: z.union([z.literal(1), z.literal(2)]),
  bitDepth: z.int().nullable(),
  /** Frames in the file, at the file's own rate. */
  fileFrames: z.int().min(0),
  /** Frames at the session's rate. */
  frames: z.int().min(0),
});

export const regionSchema = z.strictObject({
  /** Stem and song share one time line: a region is the part of the stem that is heard. At the session's rate. */
  startFrame: frame,
  endFrame: frame,
  fadeInFrames: frame,
  fadeOutFrames: frame,
});

export const ROLES = [
  "kick",
  "snare",
  "hats",
  "cymbals",
  "toms",
  "percussion",
  "drums",
  "bass",
  "guitar",
  "keys",
  "synth",
  "pad",
  "strings",
  "brass",
  "lead",
  "lead-vocal",
  "backing-vocal",
  "effects",
  "mix",
  "other",
] as const;

export const trackSchema = z.strictObject({
  ...stripFields,
  stemId: id,
  role: z.enum(ROLES),
  /** What is heard of the stem, in order; null is the whole stem, untouched. */
  regions: z.array(regionSchema).nullable(),
  /** A group's id, or "mix". */
  output: id,
});

export const groupSchema = z.strictObject({ ...stripFields, output: id });
export const returnSchema = z.strictObject({ ...stripFields, output: id });
/** The mix bus (what is printed) and the master (what is released). */
export const busSchema = z.strictObject(stripFields);

/** A number, word or switch; null for minus infinity or "not there"; a list such as bands or regions; a whole insert, send, group or return. */
const moveValue = z.union([scalar, z.null(), z.array(z.record(z.string(), scalar)), z.record(z.string(), z.json())]);

export const moveSchema = z.strictObject({
  /** `STEP/TARGET/PARAMETER`: a step has one move for a parameter. */
  id: z.string().min(1).max(1000),
  step: z.string().min(1),
  /** A strip's id, or "session". */
  target: id,
  /** A path as in automation, or `inserts.ID`, `sends.ID`, `regions`, `role`, `colour`, `output`, … */
  parameter: z.string().min(1),
  from: moveValue,
  to: moveValue,
  unit: z.string(),
  /** Percent, 0 to 150, of the way from `from` to `to`. */
  amount: z.number().min(0).max(150),
  reason: z.strictObject({
    measure: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    goal: z.string(),
  }),
  says: z.string(),
  by: z.enum(["step", "hand"]),
  pinned: z.boolean(),
});

export const sessionSchema = z.strictObject({
  kind: z.literal("stemroom-session"),
  version: z.literal(SESSION_VERSION),
  name: z.string().min(1).max(500),
  sampleRateHz: z.int().min(44100).max(192000),
  tempoBpm: z.number().min(20).max(400).nullable(),
  seed: z.int().min(0),
  /** How far the centre lies below a hard-panned signal. */
  panLawDb: z.union([z.literal(-3), z.literal(-4.5), z.literal(-6)]),
  stems: z.array(stemSchema),
  tracks: z.array(trackSchema),
  groups: z.array(groupSchema),
  returns: z.array(returnSchema),
  mix: busSchema,
  master: busSchema,
  /** Reference tracks, relative like stems. */
  references: z.array(z.strictObject({ path: z.string().min(1), weight: z.number().min(0) })),
  moves: z.array(moveSchema),
  /** `STRIP.PARAMETER` of every value that a person has fixed: steps leave it alone. */
  pins: z.array(z.string()),
});

export type AutomationPoint = z.infer<typeof automationPointSchema>;
export type Automation = z.infer<typeof automationSchema>;
export type Insert = z.infer<typeof insertSchema>;
export type Send = z.infer<typeof sendSchema>;
export type Stem = z.infer<typeof stemSchema>;
export type Region = z.infer<typeof regionSchema>;
export type Role = (typeof ROLES)[number];
export type Track = z.infer<typeof trackSchema>;
export type Group = z.infer<typeof groupSchema>;
export type Return = z.infer<typeof returnSchema>;
export type Bus = z.infer<typeof busSchema>;
/** What track, group, return, mix bus and master share. */
export type Strip = Bus;
export type Move = z.infer<typeof moveSchema>;
export type MoveValue = Move["to"];
export type Session = z.infer<typeof sessionSchema>;
