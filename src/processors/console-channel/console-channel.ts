// Console channel: the stage in console/console.ts with the desks' channel numbers.
import { Console } from "../console/console.ts";
import type { ProcessorFactory } from "../processor.ts";
import { consoleChannel } from "./console-channel.params.ts";

export const consoleChannelFactory: ProcessorFactory<typeof consoleChannel.parameters> = {
  declaration: consoleChannel,
  create: (kernels) => new Console(kernels, "channel"),
};
