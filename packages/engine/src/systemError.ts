/**
 * Node's name for what the operating system refused, such as `EACCES`.
 */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error"
