// Numbers and tables as text.

/** «−10.0 LUFS»; a dash for what could not be measured. */
export function signedFigure(value: number | null, unit: string, digits = 1): string {
  return value === null ? "—" : `${value.toFixed(digits).replace("-", "−")} ${unit}`.trimEnd();
}

/** Cells in columns, two spaces between, the first column to the left and the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows
    .map((row) =>
      `  ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join("  ")}`.trimEnd(),
    )
    .join("\n");
}
