// Small line plots for the manual, written by tests: numbers are rounded, so that a changed picture means a changed sound.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

export interface Curve {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly log?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  /** Where the curves' names stand; top if left out. */
  readonly names?: "top" | "bottom";
}

const WIDTH = 480;
const HEIGHT = 280;
const MARGIN = { left: 52, right: 12, top: 30, bottom: 40 };
const COLOURS = ["#0b6e99", "#c2571a", "#3f7d20", "#7a3e9d", "#8a6d00", "#555555", "#c0264f", "#1f9e89", "#1a1a1a"];
const FOLDER = new URL("../docs/manual/", import.meta.url);

function place(axis: Axis, value: number, low: number, high: number): number {
  const at = (number: number) => (axis.log ? Math.log10(number) : number);
  const share = (at(value) - at(axis.from)) / (at(axis.to) - at(axis.from));
  return Math.round(10 * (low + Math.min(1, Math.max(0, share)) * (high - low))) / 10;
}

function short(value: number): string {
  return value >= 1000 ? `${value / 1000}k` : String(value).replace("-", "−");
}

/** The plot as SVG text. */
export function drawPlot({ title, x, y, curves, names = "top" }: Plot): string {
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const xOf = (value: number) => place(x, value, MARGIN.left, right);
  const yOf = (value: number) => place(y, value, bottom, MARGIN.top);
  const firstName = names === "top" ? MARGIN.top + 14 : bottom + 6 - 14 * curves.length;
  const grid = [
    ...x.ticks.map((tick) => `<path d="M${xOf(tick)} ${MARGIN.top}V${bottom}"/>`),
    ...y.ticks.map((tick) => `<path d="M${MARGIN.left} ${yOf(tick)}H${right}"/>`),
  ];
  const words = [
    `<text x="${MARGIN.left}" y="18" font-weight="600">${title}</text>`,
    ...x.ticks.map((tick) => `<text x="${xOf(tick)}" y="${bottom + 15}" text-anchor="middle">${short(tick)}</text>`),
    ...y.ticks.map((tick) => `<text x="${MARGIN.left - 6}" y="${yOf(tick) + 4}" text-anchor="end">${short(tick)}</text>`),
    `<text x="${(MARGIN.left + right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${x.label}</text>`,
    `<text transform="translate(13 ${(MARGIN.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${y.label}</text>`,
    // Twice: a white edge first, so that names stay legible over curves.
    ...['stroke="#ffffff" stroke-width="3" aria-hidden="true"', ""].flatMap((edge) =>
      curves.map(
        ({ label }, index) =>
          `<text x="${right - 6}" y="${firstName + 14 * index}" text-anchor="end" fill="${colour(index)}" ${edge}>${label}</text>`,
      ),
    ),
  ];
  const lines = curves.map(
    ({ points }, index) =>
      `<path fill="none" stroke="${colour(index)}" stroke-width="1.8" d="M${points.map(([px, py]) => `${xOf(px)} ${yOf(py)}`).join("L")}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#ffffff"/>`,
    `<g stroke="#dddddd" fill="none">${grid.join("")}</g>`,
    ...lines,
    `<g fill="#333333">${words.join("\n")}</g>`,
    "</svg>\n",
  ].join("\n");
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] as string;
}

/** Writes docs/manual/NAME.svg if it differs. */
export function writePlot(name: string, plot: Plot): void {
  writeSvg(name, drawPlot(plot));
}

/** The same for a picture that is drawn elsewhere. */
export function writeSvg(name: string, text: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = new URL(`${name}.svg`, FOLDER);
  if (readOrEmpty(file) !== text) writeFileSync(file, text);
}

function readOrEmpty(file: URL): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
