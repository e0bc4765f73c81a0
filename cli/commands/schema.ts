// `stemroom schema`: the JSON Schema of a session.
import type { Command } from "commander";
import { sessionJsonSchema } from "../../src/session/index.ts";
import { define } from "../command.ts";

export function defineSchema(parent: Command): void {
  define(parent.command("schema").description("print the JSON Schema of a session"), ({ face }) => {
    const schema = sessionJsonSchema();
    face.result(schema, JSON.stringify(schema, null, 2));
    return Promise.resolve(undefined);
  });
}
