/** An `$exception` as PostHog's error tracking stores it: a chain of errors, and lists read from it. */
import type { Properties } from "../people.ts"
import { type Random, weighted } from "../Random.ts"

interface Failure {
  readonly type: string
  readonly value: string
  readonly source: string
  readonly caller: string
  readonly level: "error" | "warning"
}

const FAILURES = weighted<Failure>(
  [
    {
      type: "TypeError",
      value: "Cannot read properties of undefined (reading 'rows')",
      source: "report.js",
      caller: "drawReport",
      level: "error"
    },
    35
  ],
  [
    {
      type: "NetworkError",
      value: "Request timed out after 30000 ms",
      source: "api.js",
      caller: "fetchRows",
      level: "error"
    },
    30
  ],
  [
    {
      type: "QuotaError",
      value: 'Export "Q3" is too large',
      source: "export.js",
      caller: "write",
      level: "warning"
    },
    20
  ],
  [
    {
      type: "SyntaxError",
      value: "Unexpected token < in JSON",
      source: "api.js",
      caller: "parse",
      level: "error"
    },
    15
  ]
)

/** Fingerprints are 64 hex digits in PostHog; here they name the error, and stay the same for it. */
export const exceptionProperties = (random: Random): Properties => {
  const failure = random.weighted(FAILURES)
  const handled = random.chance(0.4)
  return {
    $exception_list: [
      {
        type: failure.type,
        value: failure.value,
        mechanism: { handled, type: "generic" },
        stacktrace: {
          type: "resolved",
          frames: [
            { source: "app.js", resolved_name: "main", line: 1 + random.below(40), in_app: true },
            {
              source: failure.source,
              resolved_name: failure.caller,
              line: 1 + random.below(900),
              in_app: true
            }
          ]
        }
      }
    ],
    $exception_types: [failure.type],
    $exception_values: [failure.value],
    $exception_sources: ["app.js", failure.source],
    $exception_functions: ["main", failure.caller],
    $exception_handled: handled,
    $exception_level: failure.level,
    $exception_fingerprint: `${failure.type}:${failure.source}`
  }
}
