// The console channel's signatures, measured against its table.
import { describeConsoleStage } from "../../../test/processors/console-stage.ts";
import { consoleChannel } from "./console-channel.params.ts";

describeConsoleStage(consoleChannel, "channel");
