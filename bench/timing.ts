/** Times commands in turn (A B A B …), so that a machine that slows down slows both, and gives medians. */
import { spawnSync } from "node:child_process"

export interface Timed {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Medians in milliseconds, by name; the first of `subjects` is the peer that the ratios are against. */
export const compareCommands = (subjects: readonly Timed[], runs: number): void => {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let run = 0; run <= runs; run += 1) {
    for (const { args, command, env, name } of subjects) {
      const start = performance.now()
      const { status } = spawnSync(command, args, {
        stdio: "ignore",
        env: { PATH: process.env["PATH"] ?? "", ...env }
      })
      const elapsed = performance.now() - start
      if (status !== 0) throw new RangeError(`${name} exited ${status}`)
      // The first round fills caches and is not counted.
      if (run > 0) times.get(name)?.push(elapsed)
    }
  }
  const medians = subjects.map(({ name }) => [name, median(times.get(name) ?? [])] as const)
  const peer = medians[0]?.[1] ?? 1
  for (const [name, value] of medians) {
    console.log(
      `  ${name.padEnd(48)} ${value.toFixed(0).padStart(6)} ms  ${(value / peer).toFixed(2).padStart(6)} x`
    )
  }
}

/**
 * Microseconds a call, by name, in short rounds that take turns; the first of `subjects` is the peer. Short, so that most rounds are not
 * interrupted by whatever else the machine does.
 */
export const compareFunctions = (
  subjects: readonly { readonly name: string; readonly run: () => unknown }[],
  rounds = 1_500,
  calls = 20
): void => {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of subjects) {
      const start = performance.now()
      for (let call = 0; call < calls; call += 1) run()
      // The first rounds warm up and are not counted.
      if (round >= rounds / 4) times.get(name)?.push(((performance.now() - start) / calls) * 1_000)
    }
  }
  const medians = subjects.map(({ name }) => [name, median(times.get(name) ?? [])] as const)
  const peer = medians[0]?.[1] ?? 1
  for (const [name, value] of medians) {
    console.log(
      `  ${name.padEnd(48)} ${value.toFixed(1).padStart(6)} µs  ${(value / peer).toFixed(2).padStart(6)} x`
    )
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
