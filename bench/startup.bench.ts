/** What a person waits for: the start of the built command line, and an answer from the embedded engine. Peer: an empty Node. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { compareCommands } from "./timing.ts"

const bin = join(import.meta.dirname, "../apps/cli/bin/posthog-driver.js")
const node = process.execPath
const directory = mkdtempSync(join(tmpdir(), "bench-"))
const env = {
  HOME: directory,
  POSTHOG_DRIVER_DATA_DIR: join(directory, "data"),
  NODE_COMPILE_CACHE: join(directory, "cache")
}

try {
  compareCommands(
    [
      { name: "node -e 0", command: node, args: ["-e", "0"], env },
      { name: "posthog-driver --version", command: node, args: [bin, "--version"], env },
      { name: "posthog-driver objects --help", command: node, args: [bin, "objects", "--help"], env },
      {
        name: "posthog-driver query 'select 1' (embedded, warm)",
        command: node,
        args: [bin, "query", "select 1", "--quiet"],
        env
      }
    ],
    10
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}
