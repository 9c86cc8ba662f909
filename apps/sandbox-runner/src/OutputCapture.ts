/** Keeps what a script prints up to a limit and counts the rest: the count is what says that something is missing. */
import * as Effect from "effect/Effect"
import type { Readable } from "node:stream"

type StreamName = "stdout" | "stderr"

interface OutputOptions {
  /** Of both streams together. */
  readonly maximumBytes: number
  readonly onText: (stream: StreamName, text: string) => void
  readonly onOverflow: () => void
}

export class OutputCapture {
  readonly #options: OutputOptions
  readonly #text = { stdout: "", stderr: "" }
  readonly #bytes = { stdout: 0, stderr: 0 }
  #kept = 0

  constructor(options: OutputOptions) {
    this.#options = options
  }

  /** Reads one stream to its end. */
  read(name: StreamName, stream: Readable): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const decoder = new TextDecoder()
      const keep = (text: string) => {
        if (text === "") return
        this.#text[name] += text
        this.#options.onText(name, text)
      }
      stream.on("data", (chunk: Buffer) => {
        this.#bytes[name] += chunk.length
        const room = this.#options.maximumBytes - this.#kept
        const part = chunk.subarray(0, Math.max(0, room))
        this.#kept += part.length
        keep(decoder.decode(part, { stream: true }))
        if (part.length < chunk.length) this.#options.onOverflow()
      })
      const end = () => {
        // A character cut in half by the limit is dropped, not replaced.
        if (!this.#isTruncated()) keep(decoder.decode())
        resume(Effect.void)
      }
      stream.once("error", end)
      stream.once("close", end)
    })
  }

  output() {
    return {
      stdout: this.#text.stdout,
      stderr: this.#text.stderr,
      output: {
        stdoutBytes: this.#bytes.stdout,
        stderrBytes: this.#bytes.stderr,
        truncated: this.#isTruncated()
      }
    }
  }

  #isTruncated(): boolean {
    return this.#bytes.stdout + this.#bytes.stderr > this.#kept
  }
}
