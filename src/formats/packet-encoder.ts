// Runs one of mediabunny's WebAssembly encoders (each in its own worker) and hands out its packets; we write the files.
import {
  type AudioCodec,
  AudioSample,
  AudioSampleSource,
  type EncodedPacket,
  FlacOutputFormat,
  Mp4OutputFormat,
  NullTarget,
  Output,
} from "mediabunny";
import type { AudioShape } from "./audio.ts";

export interface Packet {
  readonly data: Uint8Array;
  readonly frames: number;
}

export class PacketEncoder {
  readonly #output: Output;
  readonly #source: AudioSampleSource;
  readonly #shape: AudioShape;
  #ready: Promise<void> | null = null;
  #packets: Packet[] = [];
  #given = 0;
  /** The decoder's configuration, once the first packet is out (AAC: AudioSpecificConfig). */
  description: Uint8Array | null = null;

  constructor(codec: Extract<AudioCodec, "flac" | "aac">, shape: AudioShape, bitrateKbps?: number) {
    this.#shape = shape;
    this.#source = new AudioSampleSource({
      codec,
      ...(bitrateKbps ? { bitrate: bitrateKbps * 1000 } : {}),
      onEncodedPacket: (packet: EncodedPacket, meta) => {
        const description = meta?.decoderConfig?.description;
        if (description) this.description = toBytes(description);
        this.#packets.push({ data: packet.data.slice(), frames: Math.round(packet.duration * shape.sampleRateHz) });
      },
    });
    const format = codec === "flac" ? new FlacOutputFormat() : new Mp4OutputFormat({ fastStart: false });
    this.#output = new Output({ format, target: new NullTarget() });
    this.#output.addAudioTrack(this.#source);
  }

  /** `data` is one chunk, interleaved for integers, plane after plane for floats. Returns the packets that are done. */
  async encode(data: Int16Array | Int32Array | Float32Array): Promise<Packet[]> {
    this.#ready ??= this.#output.start();
    await this.#ready;
    const sample = new AudioSample({
      data,
      format: data instanceof Int16Array ? "s16" : data instanceof Int32Array ? "s32" : "f32-planar",
      numberOfChannels: this.#shape.channels,
      sampleRate: this.#shape.sampleRateHz,
      timestamp: this.#given / this.#shape.sampleRateHz,
    });
    this.#given += data.length / this.#shape.channels;
    try {
      await this.#source.add(sample);
    } finally {
      sample.close();
    }
    return this.#take();
  }

  /** The packets that were still inside. */
  async finish(): Promise<Packet[]> {
    if (this.#ready) {
      await this.#ready;
      await this.#output.finalize();
    }
    return this.#take();
  }

  async cancel(): Promise<void> {
    if (this.#output.state === "started") await this.#output.cancel();
  }

  #take(): Packet[] {
    const done = this.#packets;
    this.#packets = [];
    return done;
  }
}

function toBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice();
}
