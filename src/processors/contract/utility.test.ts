// The contract over all utilities.
import { describeKind } from "./describe-kind.ts";

describeKind("utility");
