/** The sandbox of this machine, with the Node that runs this process inside. */
import * as os from "node:os"
import type { Sandbox } from "./Sandbox.ts"
import * as Bubblewrap from "./sandboxes/Bubblewrap.ts"

export function defaultSandbox(): Sandbox {
  // Where to find system programs is a fact of the machine, not a setting of ours.
  const searchPath = [...(process.env["PATH"] ?? "").split(":"), "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
  return Bubblewrap.make({
    platform: os.platform(),
    searchPath,
    isRoot: process.getuid?.() === 0,
    node: process.execPath
  })
}
