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

interface Call {
  readonly name: string
  readonly run: () => Promise<unknown>
}

/** Milliseconds of a call that waits for the one before it, by name, in rounds that take turns; the first of `subjects` is the peer. */
export const compareLatency = async (
  subjects: readonly Call[],
  rounds: number,
  calls: number
): Promise<void> => {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of subjects) {
      for (let call = 0; call < calls; call += 1) {
        const start = performance.now()
        await run()
        // The first rounds warm up and are not counted.
        if (round >= rounds / 4) times.get(name)?.push(performance.now() - start)
      }
    }
  }
  const medians = subjects.map(({ name }) => [name, median(times.get(name) ?? [])] as const)
  const peer = medians[0]?.[1] ?? 1
  for (const [name, value] of medians) {
    const difference = `${value < peer ? "" : "+"}${(value - peer).toFixed(3)}`
    console.log(
      `  ${name.padEnd(48)} ${value.toFixed(3).padStart(6)} ms  ${difference.padStart(7)} ms  ${(value / peer).toFixed(2).padStart(6)} x`
    )
  }
}

/** Calls a second with so many under way at a time, by name, in rounds that take turns; the first of `subjects` is the peer. */
export const compareThroughput = async (
  subjects: readonly Call[],
  atATime: number,
  calls: number,
  rounds: number
): Promise<void> => {
  const rates = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of subjects) {
      let left = calls
      const worker = async () => {
        while (left > 0) {
          left -= 1
          await run()
        }
      }
      const start = performance.now()
      await Promise.all(Array.from({ length: atATime }, worker))
      const elapsed = performance.now() - start
      if (round > 0) rates.get(name)?.push((calls / elapsed) * 1_000)
    }
  }
  const medians = subjects.map(({ name }) => [name, median(rates.get(name) ?? [])] as const)
  const peer = medians[0]?.[1] ?? 1
  for (const [name, value] of medians) {
    console.log(
      `  ${name.padEnd(48)} ${value.toFixed(0).padStart(6)} /s  ${(value / peer).toFixed(2).padStart(6)} x`
    )
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
