// Cue sheets: where the tracks of a CD image begin, their titles and codes.

/** Sample frames of one CD sector at 44 100 Hz; a cue sheet counts in sectors, 75 a second. */
export const CD_SECTOR_FRAMES = 588;

export interface CueTrack {
  readonly title: string;
  readonly artist?: string;
  readonly isrc?: string;
  /** Where the track begins in the image, in frames at 44 100 Hz; a whole number of sectors. */
  readonly startFrames: number;
}

export interface CueSheet {
  /** File name of the image, without its folder. */
  readonly file: string;
  readonly title?: string;
  readonly artist?: string;
  /** 13 digits of the UPC/EAN. */
  readonly catalog?: string;
  readonly tracks: readonly CueTrack[];
}

/** The sheet's text, lines ended by CR LF. */
export function writeCueSheet(sheet: CueSheet): string {
  if (sheet.tracks.length < 1 || sheet.tracks.length > 99)
    throw new RangeError(`A CD has 1 to 99 tracks, not ${sheet.tracks.length}. Split the album.`);
  const lines = [
    ...(sheet.catalog ? [`CATALOG ${sheet.catalog}`] : []),
    ...(sheet.artist ? [`PERFORMER ${quoted(sheet.artist)}`] : []),
    ...(sheet.title ? [`TITLE ${quoted(sheet.title)}`] : []),
    `FILE ${quoted(sheet.file)} WAVE`,
  ];
  sheet.tracks.forEach((track, i) => {
    lines.push(`  TRACK ${two(i + 1)} AUDIO`, `    TITLE ${quoted(track.title)}`);
    const artist = track.artist ?? sheet.artist;
    if (artist) lines.push(`    PERFORMER ${quoted(artist)}`);
    if (track.isrc) lines.push(`    ISRC ${track.isrc.replace(/-/g, "")}`);
    lines.push(`    INDEX 01 ${cdTime(track.startFrames)}`);
  });
  return `${lines.join("\r\n")}\r\n`;
}

/** Frames at 44 100 Hz as minutes:seconds:sectors. */
export function cdTime(frames: number): string {
  if (frames < 0 || frames % CD_SECTOR_FRAMES !== 0)
    throw new RangeError(`A CD track begins on a sector of ${CD_SECTOR_FRAMES} frames, not at frame ${frames}. Round it down.`);
  const sectors = frames / CD_SECTOR_FRAMES;
  return `${two(Math.floor(sectors / 4500))}:${two(Math.floor(sectors / 75) % 60)}:${two(sectors % 75)}`;
}

/** Cue sheets know no way to write a quotation mark inside of two. */
function quoted(text: string): string {
  return `"${text.replace(/"/g, "'").replace(/[\r\n]+/g, " ")}"`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
