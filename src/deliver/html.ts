// Text into HTML. Everything that comes from outside (names, paths, sentences) passes through here.

/** Markup that is known to be safe. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** The text with every sign that has a meaning in HTML, and every control character, made harmless. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
    .replace(/[\p{Cc}\p{Cs}]/gu, (sign) => (/[\n\t]/.test(sign) ? sign : "\ufffd"));
}

/** Markup from a template: what is put in is escaped, unless it is markup itself. Lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text;
    if (Array.isArray(value)) return value.map((one: Html) => one.text).join("");
    return escapeHtml(String(value));
  });
  return new Html(parts.map((part, index) => part + (shown[index] ?? "")).join(""));
}
