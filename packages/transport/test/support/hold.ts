/** Another process that has something that this one wants. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

/** A process of its own that runs the program, says on stdout when it has what it wants, and ends when it is let go. */
export const hold = async (program: string) => {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module-typescript",
      "--eval",
      `${program}
      console.log("held")
      process.stdin.on("end", () => process.exit()).resume()`
    ],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), stdio: ["pipe", "pipe", "inherit"] }
  )
  onTestFinished(() => void child.kill())
  await once(child.stdout, "data")
  return {
    letGo: async () => {
      child.stdin.end()
      await once(child, "exit")
    },
    kill: async () => {
      child.kill("SIGKILL")
      await once(child, "exit")
    }
  }
}
