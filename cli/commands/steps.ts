// `stemroom steps`: the steps of the course and their rules.
import type { Command } from "commander";
import { describeSteps } from "../../src/course/catalog.ts";
import { courseSteps } from "../../src/master/steps/index.ts";
import { define } from "../command.ts";

export function defineSteps(parent: Command): void {
  define(parent.command("steps").description("list the steps of the course and their rules"), ({ face }) => {
    const steps = describeSteps(courseSteps);
    const lines = steps.map(
      (step) => `${step.part} ${String(step.number).padStart(2)}  ${step.id.padEnd(16)} ${step.says}\n    rule: ${step.rule}`,
    );
    face.result({ steps }, lines.join("\n"));
    return Promise.resolve(undefined);
  });
}
