// The mastering steps in the order of the course.
import type { Step } from "../../course/step.ts";
import { mixingSteps } from "../../mix/steps/index.ts";
import { clipStep } from "./01-clip.ts";
import { imageStep } from "./07-image.ts";
import { loudnessStep } from "./08-loudness.ts";

/** Numbers that are missing are steps of the course that are not built yet; step 6, formats, is the room `deliver`. */
export const masteringSteps: readonly Step[] = [clipStep, imageStep, loudnessStep];

/** Every step that is built, in the order of the course. */
export const courseSteps: readonly Step[] = [...mixingSteps, ...masteringSteps];
