// What the studio needs of a browser, and what to say where it is missing.

/** Something that keeps the player from working, in a sentence for a person, and the way out. */
export class BrowserError extends Error {
  override readonly name = "BrowserError";
  readonly hint: string;

  /** `message` without a full stop at its end, `hint` with one. */
  constructor(message: string, hint: string) {
    super(`${message}. ${hint}`);
    this.hint = hint;
  }
}

const HEADERS = "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";

/** What is missing here, or null. `scope` is the page's global object. */
export function missingInBrowser(scope: object = globalThis): BrowserError | null {
  const has = (name: string): boolean => name in scope;
  if (!has("WebAssembly")) return new BrowserError("This browser has no WebAssembly", "Use a current browser.");
  if (!has("AudioWorkletNode"))
    return new BrowserError(
      "This page may not use AudioWorklet",
      "Open it with https or from localhost, in a current browser; a page opened as a file won't do.",
    );
  const isIsolated = (scope as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
  if (!has("SharedArrayBuffer") || !isIsolated)
    return new BrowserError(
      "SharedArrayBuffer is missing, because this page is not cross-origin isolated",
      `Serve it with the headers ${HEADERS}, or open it with: stemroom studio.`,
    );
  return null;
}
