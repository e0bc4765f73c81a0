// The contract every processor keeps, as a list of checks by name.
import { checkGarbage } from "./checks-garbage.ts";
import { checkLatency, checkNeutral, checkReset, checkSplits } from "./checks-identity.ts";
import { checkDeclaration, checkFinite, checkKey, checkMemory, checkMeters, checkRates, checkTail } from "./checks-limits.ts";
import { checkAlive, checkClicks, checkHostileParameters } from "./checks-parameters.ts";
import { checkPresets } from "./checks-presets.ts";
import type { Subject } from "./rig.ts";

/** A check returns one sentence for each breach; [] means that the contract is kept. */
export const checks = {
  "the declaration is whole": checkDeclaration,
  "presets are whole and each sounds its own way": checkPresets,
  "neutral parameters give the input back, bit for bit": checkNeutral,
  "the latency is as reported": checkLatency,
  "any split into blocks gives the same bits": checkSplits,
  "reset is like fresh": checkReset,
  "every parameter changes the sound": checkAlive,
  "no parameter clicks when it jumps": checkClicks,
  "wrong parameters are refused by name and range": checkHostileParameters,
  "output and meters are finite at all extremes": checkFinite,
  "meters move": checkMeters,
  "the tail is as reported and comes to rest at 0": checkTail,
  "memory is taken in prepare and given back by dispose": checkMemory,
  "process leaves no garbage": checkGarbage,
  "all sample rates behave alike": checkRates,
  "the key is heard if declared": checkKey,
} satisfies Record<string, (subject: Subject) => string[]>;

export type CheckName = keyof typeof checks;
