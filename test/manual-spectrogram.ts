// A coarse spectrogram for the manual: cells in steps of 10 dB, equal neighbours in a row drawn as one rectangle.
export interface Spectrogram {
  readonly title: string;
  readonly seconds: number;
  readonly topHz: number;
  /** columns[time][frequency], in dB. */
  readonly columns: readonly (readonly number[])[];
  readonly floorDb: number;
}

const CELL = { width: 4, height: 4 };
const LEFT = 52;
const TOP = 30;
const STEP_DB = 10;

/** The spectrogram as SVG text; light is silence. */
export function drawSpectrogram({ title, seconds, topHz, columns, floorDb }: Spectrogram): string {
  const rows = columns[0]?.length ?? 0;
  const [width, height] = [columns.length * CELL.width, rows * CELL.height];
  const steps = -floorDb / STEP_DB;
  const stepOf = (db: number): number => Math.min(steps, Math.max(0, Math.ceil((db - floorDb) / STEP_DB)));
  const layers = Array.from({ length: steps + 1 }, () => "");
  for (let row = 0; row < rows; row++) {
    const line = columns.map((column) => stepOf(column[row] ?? floorDb));
    for (let from = 0; from < line.length; ) {
      let to = from;
      while (to < line.length && line[to] === line[from]) to++;
      const y = TOP + height - (row + 1) * CELL.height;
      layers[line[from] as number] +=
        `M${LEFT + from * CELL.width} ${y}h${(to - from) * CELL.width}v${CELL.height}H${LEFT + from * CELL.width}z`;
      from = to;
    }
  }
  const ink = (step: number): string => {
    const share = step / steps;
    return `rgb(${[255 - 244 * share, 255 - 205 * share, 255 - 155 * share].map(Math.round).join(" ")})`;
  };
  const xTicks = Array.from({ length: Math.floor(seconds) + 1 }, (_, s) => [LEFT + (s / seconds) * width, String(s)] as const);
  const yTicks = Array.from({ length: Math.floor(topHz / 5000) + 1 }, (_, k) => [
    TOP + height * (1 - (5000 * k) / topHz),
    k === 0 ? "0" : `${5 * k}k`,
  ]) as [number, string][];
  const key = Array.from({ length: steps / 2 + 1 }, (_, k) => 2 * k);
  const keyX = LEFT + width + 14;
  const keyY = (index: number): number => TOP + height - (index + 1) * 20;
  const words = [
    `<text x="${LEFT}" y="18" font-weight="600">${title}</text>`,
    ...xTicks.map(([x, text]) => `<text x="${Math.round(x)}" y="${TOP + height + 15}" text-anchor="middle">${text}</text>`),
    ...yTicks.map(([y, text]) => `<text x="${LEFT - 6}" y="${Math.round(y) + 4}" text-anchor="end">${text}</text>`),
    `<text x="${LEFT + width / 2}" y="${TOP + height + 34}" text-anchor="middle">s</text>`,
    `<text transform="translate(13 ${TOP + height / 2}) rotate(-90)" text-anchor="middle">Hz</text>`,
    ...key.map(
      (step, k) => `<text x="${keyX + 18}" y="${keyY(k) + 14}">${String(floorDb + step * STEP_DB).replace("-", "−")}</text>`,
    ),
    `<text x="${keyX}" y="18">dBFS</text>`,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${keyX + 56} ${TOP + height + 44}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${keyX + 56}" height="${TOP + height + 44}" rx="8" fill="#ffffff"/>`,
    ...layers.map((path, step) => (path ? `<path fill="${ink(step)}" d="${path}"/>` : "")),
    ...key.map((step, k) => `<rect x="${keyX}" y="${keyY(k)}" width="14" height="20" fill="${ink(step)}"/>`),
    `<rect x="${LEFT}" y="${TOP}" width="${width}" height="${height}" fill="none" stroke="#bbbbbb"/>`,
    `<g fill="#333333">${words.join("\n")}</g>`,
    "</svg>\n",
  ].join("\n");
}
