// A picked file as bytes to read. Nothing is kept in memory but the piece that was read last.
import type { ByteSource } from "../../formats/audio.ts";
import { AudioFileError } from "../../formats/audio-file-error.ts";

/** Any thread. `name` is what messages call it. @throws AudioFileError on reading, where the file has changed or gone */
export function blobSource(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + Math.max(0, length)).arrayBuffer());
      } catch (error) {
        throw new AudioFileError(
          "unreadable",
          "The file cannot be read any more",
          name,
          "It was moved or changed after it was picked: pick the folder again.",
          error,
        );
      }
    },
  };
}
