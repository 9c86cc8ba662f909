/** The reason why something is refused; fails when it is not. */
import { HogqlBuildError } from "../src/index.ts"
import type { HogqlBuildReason } from "../src/index.ts"

export const reasonOf = (act: () => unknown): HogqlBuildReason => {
  try {
    act()
  } catch (error) {
    if (error instanceof HogqlBuildError) return error.reason
    throw error
  }
  throw new Error("It was not refused.")
}

/** What a program without types could pass. */
export const untyped = (given: unknown) => given as never
