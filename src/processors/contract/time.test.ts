// The contract over all time effects.
import { describeKind } from "./describe-kind.ts";

describeKind("time");
