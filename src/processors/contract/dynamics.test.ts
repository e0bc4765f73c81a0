// The contract over all dynamics.
import { describeKind } from "./describe-kind.ts";

describeKind("dynamics");
