/**
 * transport: one call over loopback against bare undici, and 50 at a time against the clients people use. Then what a program weighs that sends
 * one request. What each policy costs is in `transportPolicies.bench.ts`.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { bundleWeight, transportOptionalPeers, transportProgram } from "../scripts/bundleWeight.ts"
import { median } from "./timing.ts"

/** A Node that runs a file of this folder and answers a line with a line. */
const start = (file: string, args: readonly string[]) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const lines = createInterface({ input: child.stdout })
  const next = async (): Promise<unknown> => {
    const [line] = (await once(lines, "line")) as [string]
    return JSON.parse(line)
  }
  return {
    next,
    ask: (question: string) => {
      child.stdin.write(`${question}\n`)
      return next()
    },
    end: () => child.stdin.end()
  }
}

const server = start("transportServer.ts", [])
const host = `http://127.0.0.1:${String(await server.next())}`
const names = ["undici", "transport", "fetch", "ky", "got", "posthog-node"]
const clients = names.map((name) => ({ name, ...start("transportClient.ts", [name, host]) }))

/** Answers of every client to the same question, in rounds that take turns. The first rounds warm up and are not counted. */
const rounds = async (question: string, warmUp: number, counted: number) => {
  const answers = new Map<string, unknown[]>(names.map((name) => [name, []]))
  for (let round = 0; round < warmUp + counted; round += 1) {
    for (const { ask, name } of clients) {
      const answer = await ask(question)
      if (round >= warmUp) answers.get(name)?.push(answer)
    }
  }
  return answers
}

const print = (name: string, value: string, more: string, ratio: number) =>
  console.log(
    `  ${name.padEnd(30)} ${value.padStart(9)}  ${more.padStart(10)}  ${ratio.toFixed(2).padStart(6)} x`
  )

try {
  const rates = await rounds("rate 4000 50", 2, 7)
  const times = await rounds("latency 40", 5, 25)

  console.log("  one call after the other, the median (at most +0.3 ms)")
  const medians = names.map((name) => [name, median((times.get(name) ?? []).flat() as number[])] as const)
  const peerMillis = medians[0]?.[1] ?? 1
  for (const [name, millis] of medians)
    print(name, `${millis.toFixed(3)} ms`, `+${(millis - peerMillis).toFixed(3)} ms`, millis / peerMillis)

  console.log("  calls a second, 50 at a time (at least 0.50 x, and more than those below)")
  const speeds = names.map((name) => [name, median(rates.get(name) as number[])] as const)
  const peerSpeed = speeds[0]?.[1] ?? 1
  for (const [name, speed] of speeds) print(name, `${speed.toFixed(0)} /s`, "", speed / peerSpeed)
} finally {
  for (const { end } of clients) end()
  server.end()
}

const kilobytes = (name: string, bytes: number, most: number) =>
  console.log(`  ${name.padEnd(30)} ${(bytes / 1_000).toFixed(1).padStart(9)} kB  (${most} allowed)`)
console.log("  a program that sends one request, bundled and gzipped")
kilobytes("with undici", await bundleWeight(transportProgram, transportOptionalPeers), 360)
kilobytes("without", await bundleWeight(transportProgram, [...transportOptionalPeers, "undici"]), 128)
