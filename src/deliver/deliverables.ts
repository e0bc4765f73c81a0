// What a finished song is handed over as: each format's rate, word length, dither and ceiling, and where its file goes.
// Order of work for each: sample-rate conversion → limiter at the format's rate → dither → encode → decode → measure.

/** The names that `--formats` takes. */
export const FORMAT_IDS = ["wav48-24", "aiff48-24", "wav44-24", "cd44-16", "flac", "mp3-320", "aac-128"] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

export interface FormatRules {
  readonly id: FormatId;
  readonly title: string;
  readonly container: "wav" | "aiff" | "flac" | "mp3" | "m4a";
  readonly sampleRateHz: 44100 | 48000;
  /** Null where the codec has no word length. */
  readonly bitDepth: 16 | 24 | null;
  readonly bitrateKbps: number | null;
  /** Shaped only where it is made for the rate: 44.1 kHz. 24 bit get plain dither. */
  readonly dither: "tpdf" | "shaped" | "none";
  /** Decoded again, measured, and its ceiling lowered until the decoded file passes. */
  readonly lossy: boolean;
  /** After the song's name. */
  readonly ending: string;
  readonly folder: "" | "release";
  readonly says: string;
}

export const FORMATS: Readonly<Record<FormatId, FormatRules>> = {
  "wav48-24": lossless("wav48-24", "Master", "wav", 48000, 24, ".master.wav", "", "The master itself."),
  "aiff48-24": lossless("aiff48-24", "AIFF", "aiff", 48000, 24, ".aiff", "release", "The master for AIFF houses."),
  "wav44-24": lossless(
    "wav44-24",
    "WAV 44.1 kHz",
    "wav",
    44100,
    24,
    ".44k-24.wav",
    "release",
    "For distributors that take 44.1 kHz.",
  ),
  "cd44-16": lossless("cd44-16", "CD", "wav", 44100, 16, ".cd.wav", "release", "Red Book audio; a cue sheet goes with it."),
  flac: lossless("flac", "FLAC", "flac", 48000, 24, ".flac", "release", "The master, packed without loss."),
  "mp3-320": lossy("mp3-320", "MP3 320", "mp3", 320, ".mp3", "MP3 at a constant 320 kbit/s."),
  "aac-128": lossy("aac-128", "AAC 128", "m4a", 128, ".m4a", "AAC-LC at 128 kbit/s."),
};

/** A file that is to be written. */
export interface Deliverable extends FormatRules {
  readonly fileName: string;
  /** Relative to OUT, with forward slashes. */
  readonly path: string;
}

function lossless(
  id: FormatId,
  title: string,
  container: FormatRules["container"],
  sampleRateHz: FormatRules["sampleRateHz"],
  bitDepth: 16 | 24,
  ending: string,
  folder: FormatRules["folder"],
  says: string,
): FormatRules {
  const dither = bitDepth === 16 ? "shaped" : "tpdf";
  return { id, title, container, sampleRateHz, bitDepth, bitrateKbps: null, dither, lossy: false, ending, folder, says };
}

function lossy(
  id: FormatId,
  title: string,
  container: FormatRules["container"],
  bitrateKbps: number,
  ending: string,
  says: string,
): FormatRules {
  const codec = { sampleRateHz: 44100, bitDepth: null, dither: "none", lossy: true, folder: "release" } as const;
  return { id, title, container, bitrateKbps, ending, says, ...codec };
}

/** Disks take 255 bytes a name; endings and temporary names need the rest. */
const LONGEST_NAME_BYTES = 180;

/** The files of these formats (all when none are named), in the order of the list, each once. */
export function deliverablesOf(songName: string, formats: readonly FormatId[] = FORMAT_IDS): readonly Deliverable[] {
  const wanted = new Set(formats);
  return FORMAT_IDS.filter((id) => wanted.has(id)).map((id) => {
    const format = FORMATS[id];
    const fileName = `${safeFileName(songName)}${format.ending}`;
    return { ...format, fileName, path: format.folder === "" ? fileName : `${format.folder}/${fileName}` };
  });
}

/** What else stands in OUT, relative to it. */
export function companionPaths(songName: string) {
  const name = safeFileName(songName);
  return {
    session: `${name}.stemroom/session.json`,
    mix: `${name}.mix.wav`,
    cue: `release/${name}.cue`,
    reportHtml: "report.html",
    reportJson: "report.json",
  } as const;
}

/** The formats that a text such as `flac,mp3-320` names. @throws RangeError naming what is not known */
export function parseFormats(text: string): readonly FormatId[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = names.filter((name) => !(FORMAT_IDS as readonly string[]).includes(name));
  if (unknown.length > 0 || names.length === 0) {
    const what = names.length === 0 ? "No format is named" : `There is no format "${unknown.join('", "')}"`;
    throw new RangeError(`${what}. Formats: ${FORMAT_IDS.join(", ")}.`);
  }
  return names as FormatId[];
}

/** A name that every file system takes: no separators or signs with a meaning, no dots or spaces at its ends, no device names. */
export function safeFileName(name: string): string {
  const plain = [...name.normalize("NFC")]
    .map((sign) => (/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/u.test(sign) ? "_" : sign))
    .reduce((name, sign) => (new TextEncoder().encode(name + sign).length <= LONGEST_NAME_BYTES ? name + sign : name), "")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  if (plain === "" || plain.replaceAll("_", "") === "") return "song";
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
}
