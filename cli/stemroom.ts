#!/usr/bin/env node
// The `stemroom` command: arguments in, results out. No sound in here.
import { run } from "./program.ts";

await run(process.argv);
