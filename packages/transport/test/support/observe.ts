/** Everything a call leaves behind: its log records and its spans. */
import { Effect, Tracer } from "effect"
import type { LogRecord } from "../../src/Logging.ts"

export interface Observed {
  readonly records: Array<LogRecord>
  readonly spans: Array<Tracer.NativeSpan>
  readonly logger: (record: LogRecord) => void
  readonly trace: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const observe = (): Observed => {
  const records: Array<LogRecord> = []
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { records, spans, logger: (record) => records.push(record), trace: Effect.withTracer(tracer) }
}
