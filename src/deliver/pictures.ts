// Pictures of a report, as SVG inside its page: histories over the song and bands against the corridor of finished records.
import { loudnessSum } from "../course/hear.ts";
import type { Measurement } from "../measure/measurement.ts";
import { log10 } from "../units/exact-math.ts";
import { html, type Html } from "./html.ts";

const WIDTH = 880;
const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 22;

export interface Curve {
  readonly name: string;
  /** A CSS class that colours it. */
  readonly look: string;
  readonly values: readonly (number | null)[];
  /** Seconds of the first value, and between two. */
  readonly startS: number;
  readonly stepS: number;
}

export interface HistoryOptions {
  readonly title: string;
  readonly lowest: number;
  readonly highest: number;
  readonly grid: readonly number[];
  readonly durationS: number;
  /** A shaded range, such as 0.5 to 1. */
  readonly allowed?: readonly [number, number];
}

/** Curves over the song. Silence interrupts a curve. */
export function historyPicture(curves: readonly Curve[], options: HistoryOptions): Html {
  const { lowest, highest, durationS } = options;
  const x = (second: number) => LEFT + (second / Math.max(1e-9, durationS)) * (WIDTH - LEFT - 8);
  const y = (value: number) =>
    8 + ((highest - Math.min(highest, Math.max(lowest, value))) / (highest - lowest)) * (HEIGHT - BOTTOM - 8);
  const [low, high] = options.allowed ?? [0, 0];
  const shade = options.allowed
    ? html`<rect class="allowed" x="${LEFT}" y="${px(y(high))}" width="${WIDTH - LEFT - 8}" height="${px(y(low) - y(high))}"/>`
    : html``;
  const lines = options.grid.map(
    (value) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${px(y(value))}" y2="${px(y(value))}"/><text x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${minus(value)}</text>`,
  );
  const times = timeMarks(durationS).map(
    (second) => html`<text x="${px(x(second))}" y="${HEIGHT - 5}" text-anchor="middle">${clock(second)}</text>`,
  );
  const paths = curves.map((curve) => {
    const points = thinned(curve, 800).map(([second, value]) => (value === null ? null : `${px(x(second))} ${px(y(value))}`));
    return html`<path class="curve ${curve.look}" d="${pathOf(points)}"><title>${curve.name}</title></path>`;
  });
  return html`<figure><figcaption>${options.title} ${legend(curves)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${options.title}">${shade}${lines}${times}${paths}</svg></figure>`;
}

function legend(curves: readonly Curve[]): readonly Html[] {
  return curves.map((curve) => html` <span class="key ${curve.look}">${curve.name}</span>`);
}

/** At most `most` points; of those that fall together the highest is shown. */
function thinned(curve: Curve, most: number): readonly (readonly [number, number | null])[] {
  const every = Math.max(1, Math.ceil(curve.values.length / most));
  const points: (readonly [number, number | null])[] = [];
  for (let start = 0; start < curve.values.length; start += every) {
    const known = curve.values.slice(start, start + every).filter((value) => value !== null);
    points.push([curve.startS + start * curve.stepS, known.length === 0 ? null : Math.max(...known)]);
  }
  return points;
}

function pathOf(points: readonly (string | null)[]): string {
  let path = "";
  let drawing = false;
  for (const point of points) {
    if (point !== null) path += `${drawing ? "L" : "M"}${point}`;
    drawing = point !== null;
  }
  return path;
}

/**
 * K-weighted level of each band relative to the whole in finished pop masters, LU: quarter, half, three quarters. Computed from 137
 * published analyses (phaselimiter's resource data, MIT); years and countries of the songs are not known.
 */
export const POP_CORRIDOR: readonly (readonly [number, number, number])[] = [
  [-12.7, -11.2, -9.9],
  [-11.8, -10.6, -9.2],
  [-14.1, -12.8, -11.4],
  [-16.2, -14.7, -13.7],
  [-16.7, -14.7, -13.3],
  [-18.2, -16.1, -14.6],
  [-20.7, -18.6, -16.9],
  [-22.1, -20.1, -18.1],
  [-29.9, -25.3, -22.2],
];

/** What the corridor's middle adds up to, LU: only its shape counts, since the published total is gated otherwise than its bands. */
const POP_SUM_LU = loudnessSum(POP_CORRIDOR.map((band) => band[1]));

/** Bands of a record against the corridor that half of finished pop keeps. */
export function bandsPicture(measured: Measurement): Html {
  const { bands } = measured;
  const sumLufs = loudnessSum(bands.flatMap((band) => (band.levelLufs === null ? [] : [band.levelLufs])));
  const low = -32;
  const high = -2;
  const y = (lu: number) => 8 + ((high - Math.min(high, Math.max(low, lu))) / (high - low)) * (HEIGHT - BOTTOM - 8);
  const position = (hz: number) => LEFT + (log10(Math.max(20, hz) / 20) / 3) * (WIDTH - LEFT - 8);
  const columns = bands.map((band, index) => {
    const from = position(band.lowHz) + 1;
    const to = position(Math.min(20000, band.highHz)) - 1;
    const corridor = POP_CORRIDOR[index]?.map((lu) => lu - POP_SUM_LU);
    const shade = corridor
      ? html`<rect class="allowed" x="${px(from)}" width="${px(to - from)}" y="${px(y(corridor[2] ?? 0))}" height="${px(y(corridor[0] ?? 0) - y(corridor[2] ?? 0))}"/>`
      : html``;
    const relative = band.levelLufs === null ? null : band.levelLufs - sumLufs;
    const bar =
      relative === null
        ? html``
        : html`<line class="curve mix" x1="${px(from)}" x2="${px(to)}" y1="${px(y(relative))}" y2="${px(y(relative))}"><title>${hertz(band.lowHz)} to ${hertz(band.highHz)}: ${minus(Math.round(relative * 10) / 10)} LU</title></line>`;
    return html`${shade}${bar}<text x="${px((from + to) / 2)}" y="${HEIGHT - 5}" text-anchor="middle">${hertz(band.lowHz)}</text>`;
  });
  const grid = [-5, -10, -20, -30].map(
    (lu) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${px(y(lu))}" y2="${px(y(lu))}"/><text x="${LEFT - 6}" y="${px(y(lu) + 4)}" text-anchor="end">${minus(lu)}</text>`,
  );
  const title = "Share of each band in the whole, LU; shaded: where half of finished pop lies";
  return html`<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${grid}${columns}</svg></figure>`;
}

function timeMarks(durationS: number): readonly number[] {
  const step = [5, 10, 15, 30, 60, 120, 300, 600, 1800].find((one) => durationS / one <= 10) ?? 3600;
  const marks: number[] = [];
  for (let second = 0; second <= durationS; second += step) marks.push(second);
  return marks;
}

export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)}:${rest < 10 ? "0" : ""}${rest}`;
}

function hertz(hz: number): string {
  return hz >= 1000 ? `${Math.round(hz / 100) / 10}k` : String(Math.round(hz));
}

function minus(value: number): string {
  return String(value).replace("-", "−");
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
