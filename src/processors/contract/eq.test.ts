// The contract over all equalisers.
import { describeKind } from "./describe-kind.ts";

describeKind("eq");
