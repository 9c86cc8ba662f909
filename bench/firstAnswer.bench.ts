/**
 * How much later the first answer comes because the parser's worker starts beside the engine. Peer: the same program with the worker
 * already up.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { median } from "./timing.ts"

const directory = mkdtempSync(join(tmpdir(), "bench-"))
const answer = (mode: "starts" | "up"): number => {
  const { stderr, stdout, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "firstAnswer.ts"), join(directory, "data"), mode],
    { encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: join(directory, "cache") } }
  )
  if (status !== 0) throw new RangeError(`The engine did not answer: ${stderr}`)
  return Number(stdout)
}

try {
  // Seeds the project, and fills caches.
  answer("starts")
  const starts: number[] = []
  const up: number[] = []
  for (let run = 0; run < 6; run += 1) {
    up.push(answer("up"))
    starts.push(answer("starts"))
  }
  const [peer, own] = [median(up), median(starts)]
  console.log(
    `  ${"engine and first answer, worker up".padEnd(58)} ${peer.toFixed(0).padStart(6)} ms    1.00 x`
  )
  console.log(
    `  ${"engine and first answer, worker starts beside it".padEnd(58)} ${own.toFixed(0).padStart(6)} ms  ${(own / peer).toFixed(2).padStart(6)} x`
  )
  console.log(`  ${"difference (at most 60 ms)".padEnd(58)} ${(own - peer).toFixed(0).padStart(6)} ms`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
