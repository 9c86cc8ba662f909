/**
 * The pool that all compilers of a process share, so that a program with several of them (a driver and an engine, say) starts the
 * parser once. It is there as long as somebody holds it.
 */
import { ParserPool } from "./ParserPool.ts"

let shared: ParserPool | undefined
let holders = 0

/** Takes hold of the pool. It costs nothing before the first text. */
export const holdSharedPool = (): ParserPool => {
  holders++
  return (shared ??= new ParserPool())
}

/** Lets go of the pool, once for each hold; the last one ends its threads. */
export const releaseSharedPool = async (): Promise<void> => {
  if (--holders > 0) return
  const pool = shared
  shared = undefined
  await pool?.close()
}
