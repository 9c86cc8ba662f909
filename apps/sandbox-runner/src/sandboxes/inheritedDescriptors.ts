/**
 * Descriptors that a child of this process would inherit without being given them.
 *
 * Node opens everything close-on-exec, but what this process itself inherited (a shell's log pipe, a supervisor's
 * socket) is not, and neither spawn nor bubblewrap closes it: the script would find it under `/proc/self/fd`.
 */
import * as fs from "node:fs"

const closeOnExec = 0o2000000

/** The open descriptors from `first` on that would leak, in ascending order. Empty where there is no `/proc`. */
export function inheritedDescriptors(first: number): readonly number[] {
  return read(() => fs.readdirSync("/proc/self/fdinfo"), [])
    .map(Number)
    .filter((descriptor) => descriptor >= first)
    .filter((descriptor) => {
      const flags = /^flags:\s*([0-7]+)/m.exec(
        read(() => fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"), "")
      )?.[1]
      return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0
    })
    .sort((left, right) => left - right)
}

function read<A>(attempt: () => A, otherwise: A): A {
  try {
    return attempt()
  } catch {
    return otherwise
  }
}
