// The contract over all colour.
import { describeKind } from "./describe-kind.ts";

describeKind("colour");
