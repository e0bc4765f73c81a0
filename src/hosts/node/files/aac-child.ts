// The AAC decoder's own process. The decoder (FAAD2 in WebAssembly) is an optional package under the GPL-2.0, so nothing of
// Stemroom links to it: this program runs alone, takes access units over a pipe and gives samples back.

/** What the parent asks and what it is told; ids pair them. */
export type AacRequest =
  | { readonly id: number; readonly ask: "open"; readonly config: Uint8Array }
  | { readonly id: number; readonly ask: "decode"; readonly units: readonly Uint8Array[] };
export type AacAnswer =
  | { readonly id: number; readonly planar: Float32Array[]; readonly sampleRateHz: number }
  | { readonly id: number; readonly error: string; readonly missing: boolean };

interface Decoder {
  decode(units: readonly Uint8Array[]): { readonly channelData: Float32Array[]; readonly sampleRate: number };
}
interface DecoderPackage {
  decoder(options: { readonly asc: Uint8Array }): Promise<Decoder>;
}

/** Kept out of the import statement so that no bundler follows it. */
const DECODER_PACKAGE = "@audio/decode-aac";

let decoder: Decoder | null = null;

async function answer(request: AacRequest): Promise<AacAnswer> {
  const { id } = request;
  if (request.ask === "open") {
    let found: DecoderPackage;
    try {
      found = (await import(DECODER_PACKAGE)) as DecoderPackage;
    } catch (error) {
      return { id, error: String(error), missing: true };
    }
    decoder = await found.decoder({ asc: request.config });
    return { id, planar: [], sampleRateHz: 0 };
  }
  if (!decoder) return { id, error: "not open", missing: false };
  const { channelData, sampleRate } = decoder.decode(request.units);
  return { id, planar: channelData, sampleRateHz: sampleRate };
}

process.on("message", (request: AacRequest) => {
  answer(request)
    .catch((error: unknown): AacAnswer => ({ id: request.id, error: String(error), missing: false }))
    .then((result) => process.send?.(result))
    .catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit(0));
