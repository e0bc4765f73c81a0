// The façade: the whole story of Stemroom, told over a host that has files and sound.
import type { Session } from "./session/schema.ts";

/** A session and where it stands: the paths of its stems are relative to `folder`. */
export interface Project {
  readonly session: Session;
  readonly folder: string;
}

/** How a long work is followed and stopped. */
export interface Watch {
  /** 0..1 of the whole work, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
  readonly signal?: AbortSignal;
}
