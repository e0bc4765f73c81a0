// What src/formats needs of an AAC decoder. Hosts bring one: an optional package in Node, WebCodecs in browsers.

export interface AacDecoder {
  /**
   * Decodes access units in order. `planar` may be empty at the start; `sampleRateHz` and the number of channels are the
   * decoder's, which with SBR and parametric stereo differ from the container's.
   */
  decode(units: readonly Uint8Array[]): Promise<{ readonly planar: Float32Array[]; readonly sampleRateHz: number }>;
  close(): Promise<void>;
}

export interface AacDecoderProvider {
  /** Starts a decoder for a stream with this AudioSpecificConfig. Throws AudioFileError «no-aac-decoder» naming `file` without one. */
  open(config: Uint8Array, file: string): Promise<AacDecoder>;
  /** Access units at the start of a stream for which the decoder delivers no sound (FAAD2: 1). */
  readonly silentUnits: number;
}
