// Draws the strips' levels on a canvas: a bar of the sample peak, falling slowly, and the value in dBFS.
import type { MeterReadings } from "../src/hosts/browser/index.ts";
import { gainToDb } from "../src/units/decibels.ts";

const FLOOR_DBFS = -60;
const FALL_DB_PER_S = 24;
/** Up to which level a colour goes, dBFS. */
const ZONES = [
  { toDbfs: -18, colour: "#1da578" },
  { toDbfs: -6, colour: "#f0d43a" },
  { toDbfs: 0, colour: "#f9591f" },
] as const;
const OVER = "#ff52c5";
const TICKS_DBFS = [0, -6, -18, -30, -42, -54];
const STRIP_PX = 64;
/** Narrower strips show no words. */
const WORDS_PX = 36;
const TOP_PX = 28;
const BOTTOM_PX = 28;
const LEFT_PX = 36;

interface Shown {
  readonly held: [number, number];
  hasBeenOver: boolean;
}

export class MeterPicture {
  readonly #canvas: HTMLCanvasElement;
  readonly #shown = new Map<string, Shown>();
  #nameOf: ReadonlyMap<string, string> = new Map();
  #drawnMs = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Strip id → name. Forgets what was held. */
  reset(nameOf: ReadonlyMap<string, string>): void {
    this.#nameOf = nameOf;
    this.#shown.clear();
  }

  draw({ strips }: MeterReadings, nowMs: number): void {
    const pen = this.#pen();
    if (!pen) return;
    const fallDb = (FALL_DB_PER_S * Math.min(200, nowMs - this.#drawnMs)) / 1000;
    this.#drawnMs = nowMs;
    const height = this.#canvas.clientHeight - TOP_PX - BOTTOM_PX;
    const y = (dbfs: number): number => TOP_PX + height * (Math.min(0, dbfs) / FLOOR_DBFS);
    pen.clearRect(0, 0, this.#canvas.clientWidth, this.#canvas.clientHeight);
    pen.font = "11px JetBrains Mono, ui-monospace, monospace";
    pen.textAlign = "right";
    pen.fillStyle = "#93a0ae";
    for (const tick of TICKS_DBFS) pen.fillText(String(tick).replace("-", "−"), LEFT_PX - 8, y(tick) + 4);
    // The master stands first, so that it is seen however many strips there are.
    const ordered = [...strips].sort((a, b) => Number(b.strip === "master") - Number(a.strip === "master"));
    const width = Math.min(STRIP_PX, (this.#canvas.clientWidth - LEFT_PX) / ordered.length);
    const barWidth = Math.max(1, Math.floor(width / 6));
    ordered.forEach(({ strip, samplePeak }, index) => {
      const shown = this.#shown.get(strip) ?? { held: [-Infinity, -Infinity], hasBeenOver: false };
      this.#shown.set(strip, shown);
      const x = LEFT_PX + index * width;
      samplePeak.forEach((peak, channel) => {
        const dbfs = Math.max(gainToDb(peak), (shown.held[channel] ?? -Infinity) - fallDb);
        shown.held[channel] = dbfs;
        if (strip === "master" && dbfs > 0) shown.hasBeenOver = true;
        bar(pen, x + channel * (barWidth + 1), barWidth, y, dbfs);
      });
      if (width < WORDS_PX) return;
      const highest = Math.max(...shown.held);
      pen.textAlign = "left";
      pen.fillStyle = shown.hasBeenOver ? OVER : "#eef2f6";
      pen.fillText(shown.hasBeenOver ? "OVER" : label(highest), x, 18);
      pen.fillStyle = "#c4cdd7";
      pen.fillText((this.#nameOf.get(strip) ?? strip).slice(0, Math.floor(width / 7)), x, this.#canvas.clientHeight - 8);
    });
  }

  #pen(): CanvasRenderingContext2D | null {
    const canvas = this.#canvas;
    const scale = globalThis.devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen?.setTransform(scale, 0, 0, scale, 0, 0);
    return pen;
  }
}

function bar(pen: CanvasRenderingContext2D, x: number, width: number, y: (dbfs: number) => number, dbfs: number): void {
  pen.fillStyle = "#1b2129";
  pen.fillRect(x, y(0), width, y(FLOOR_DBFS) - y(0));
  let from = FLOOR_DBFS;
  for (const { toDbfs, colour } of ZONES) {
    const to = Math.min(toDbfs, dbfs);
    if (to <= from) return;
    pen.fillStyle = dbfs > 0 && toDbfs === 0 ? OVER : colour;
    pen.fillRect(x, y(to), width, y(from) - y(to));
    from = to;
  }
}

function label(dbfs: number): string {
  return dbfs < FLOOR_DBFS ? "−∞" : dbfs.toFixed(1).replace("-", "−");
}
