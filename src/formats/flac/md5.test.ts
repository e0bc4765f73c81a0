import { expect, test } from "vitest";
import { Md5 } from "./md5.ts";

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

// RFC 1321, appendix A.5.
test.each([
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
  ["12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"],
])("of «%s»", (text, sum) => {
  const whole = new Md5();
  whole.update(ascii(text));
  expect(hex(whole.finish())).toBe(sum);
  const bytewise = new Md5();
  for (const byte of ascii(text)) bytewise.update(Uint8Array.of(byte));
  expect(hex(bytewise.finish())).toBe(sum);
});
