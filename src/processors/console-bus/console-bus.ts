// Console bus: the stage in console/console.ts with the desks' bus numbers.
import { Console } from "../console/console.ts";
import type { ProcessorFactory } from "../processor.ts";
import { consoleBus } from "./console-bus.params.ts";

export const consoleBusFactory: ProcessorFactory<typeof consoleBus.parameters> = {
  declaration: consoleBus,
  create: (kernels) => new Console(kernels, "bus"),
};
