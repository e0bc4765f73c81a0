// Older sessions become today's: one function for each step from a version to the next, applied in turn.
import { SessionError } from "./errors.ts";
import { SESSION_VERSION } from "./schema.ts";

/** Makes a document of version n+1 from one of version n. Pure; gets and returns plain JSON. */
export type Migration = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the version that they start from. Version 1 is the first. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/** Brings a document to the present version. @throws SessionError when it is newer than this Stemroom, or no session at all */
export function migrate(document: unknown, migrations = MIGRATIONS, current: number = SESSION_VERSION): Record<string, unknown> {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw bad("", "This is no session: it is not a JSON object", "Give the session.json of a NAME.stemroom folder.");
  }
  let migrated = document as Record<string, unknown>;
  if (migrated.kind !== "stemroom-session") {
    throw bad(
      "kind",
      'This is no session: its kind is not "stemroom-session"',
      "Give the session.json of a NAME.stemroom folder.",
    );
  }
  const given = migrated.version;
  if (typeof given !== "number" || !Number.isInteger(given) || given < 0) {
    throw bad("version", "The session doesn't say its version", `Stemroom writes version ${current}.`);
  }
  if (given > current) {
    const what = `The session is of version ${given}; this Stemroom knows up to ${current}`;
    throw new SessionError("newer-session", [{ where: "version", what, hint: "Update Stemroom; nothing was changed." }]);
  }
  for (let version = given; version < current; version++) {
    const migration = migrations[version];
    if (!migration) throw bad("version", `Sessions of version ${version} are not known`, `Stemroom writes version ${current}.`);
    migrated = { ...migration(migrated), version: version + 1 };
  }
  return migrated;
}

function bad(where: string, what: string, hint: string): SessionError {
  return new SessionError("bad-session", [{ where, what, hint }]);
}
