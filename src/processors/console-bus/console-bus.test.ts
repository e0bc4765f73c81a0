// The console bus's signatures, measured against its table.
import { describeConsoleStage } from "../../../test/processors/console-stage.ts";
import { consoleBus } from "./console-bus.params.ts";

describeConsoleStage(consoleBus, "bus");
