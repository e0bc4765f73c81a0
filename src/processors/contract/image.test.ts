// The contract over all imagers.
import { describeKind } from "./describe-kind.ts";

describeKind("image");
