// Errors on their way between threads: cloning keeps an error's message but loses its fields.

export interface PlainError {
  readonly message: string;
  readonly name?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) };
  return { ...error, name: error.name, message: error.message };
}

export function reviveError(plain: PlainError): Error {
  return Object.assign(new Error(plain.message), plain);
}
