// The mixing steps in the order of the course.
import type { Step } from "../../course/step.ts";
import { stemsStep } from "./01-stems.ts";
import { importStep } from "./02-import.ts";
import { fadersDownStep } from "./03-faders-down.ts";
import { balanceStep } from "./04-balance.ts";
import { panStep } from "./05-pan.ts";
import { effectsStep } from "./09-effects.ts";
import { glueStep } from "./10-glue.ts";
import { summingStep } from "./11-summing.ts";
import { printStep } from "./12-print.ts";

/** Numbers that are missing are steps of the course that are not built yet. */
export const mixingSteps: readonly Step[] = [
  stemsStep,
  importStep,
  fadersDownStep,
  balanceStep,
  panStep,
  effectsStep,
  glueStep,
  summingStep,
  printStep,
];
