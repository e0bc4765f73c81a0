// How numbers are written in sentences: a true minus sign, one decimal for dB.

/** `−3.2`, `+1.5`, `0.0`: always with its sign. */
export function signed(value: number, decimals = 1): string {
  const text = plain(value, decimals);
  return value > 0 && !/^0(\.0*)?$/.test(text) ? `+${text}` : text;
}

/** `−3.2`, `1.5`. */
export function plain(value: number, decimals = 1): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && !/^0(\.0*)?$/.test(text) ? `−${text}` : text;
}

/** `1:02.5`: minutes and seconds. */
export function songTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds - 60 * minutes;
  return `${minutes}:${rest < 10 ? "0" : ""}${rest.toFixed(1)}`;
}
