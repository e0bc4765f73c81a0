// A small text file, written whole or not at all.
import { openFileSink, type SinkOptions } from "./file-sink.ts";

/** Writes UTF-8 text to a new file, then renames it into place. Throws AudioFileError where the place can't be written. */
export async function writeTextFile(path: string, text: string, options: SinkOptions = {}): Promise<void> {
  const sink = await openFileSink(path, options);
  try {
    await sink.append(new TextEncoder().encode(text));
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
