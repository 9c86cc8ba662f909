/**
 * Node's own SQLite, loaded when it is used and not imported: it is experimental in Node 22 and says so on stderr, and most programs do not use
 * it. Undefined in a build of Node without it.
 */
export const nodeSqlite = (): typeof import("node:sqlite") | undefined =>
  process.getBuiltinModule("node:sqlite")
