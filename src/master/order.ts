// The order of the master's processors: that of the course, the limiter last, in whatever order the steps are run.
import type { Session } from "../session/schema.ts";

/** Insert ids of the mastering steps, first to last. */
const ORDER: readonly string[] = ["clip", "image", "limiter"];

/** Where a mastering insert belongs in the master strip: before the first that comes later, otherwise last. */
export function masterPlace(session: Session, insertId: string): number {
  const rank = ORDER.indexOf(insertId);
  const place = session.master.inserts.findIndex((insert) => ORDER.indexOf(insert.id) > rank);
  return place < 0 ? session.master.inserts.length : place;
}
