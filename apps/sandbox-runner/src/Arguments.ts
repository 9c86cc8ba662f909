/** The command line of `posthog-sandbox`, read into the options of a run. */
import { parseArgs } from "node:util"
import type { Grant } from "./broker/Grant.ts"
import type { Limits } from "./Limits.ts"

export const help = `posthog-sandbox: run a script that asks PostHog, without giving it the key

Usage: posthog-sandbox [options] <script.ts | script.js>

The script is an ES module with a global "posthog": query(text, { values, limit }), listObjects(), getFields(object).
It has no network, no files of this machine and no environment. Its default export is printed as JSON.

Options
  --tables <a,b>       tables it may read (all that HogQL's compiler knows)
  --queries <n>        queries it may run (50)
  --rows <n>           rows it may read in all (100000)
  --seconds <n>        seconds PostHog may spend on it (60)
  --wall-millis <n>    milliseconds it may run (60000)
  --heap-mebibytes <n> size of its JavaScript heap (256)
  --json               print the whole run as JSON: outcome, result, output, usage, transcript
  --help, --version

The project and its key come from POSTHOG_HOST, POSTHOG_PROJECT_ID and POSTHOG_PERSONAL_API_KEY, or a file .env.

Exit codes: 0 ok, 1 a bug, 2 usage or settings, 3 key not accepted, 4 not found, 5 refused, 6 rate limit or quota,
7 no sandbox here or PostHog not available, 9 the script failed or was stopped, 130 interrupted.
`

export type Arguments =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "mistake"; readonly problem: string }
  | {
      readonly kind: "run"
      readonly file: string
      readonly language: "js" | "ts"
      readonly isJson: boolean
      readonly grant: Partial<Grant>
      readonly limits: Partial<Limits>
    }

/** Reads arguments; never throws. */
export function readArguments(argv: readonly string[]): Arguments {
  const parsed = parse(argv)
  if (typeof parsed === "string") return { kind: "mistake", problem: parsed }
  const { positionals, values } = parsed
  if (values.help === true) return { kind: "help" }
  if (values.version === true) return { kind: "version" }
  const [file, ...others] = positionals
  if (file === undefined) return { kind: "mistake", problem: "Name the script to run." }
  if (others.length > 0) return { kind: "mistake", problem: "Name one script only." }
  const extension = /\.[cm]?([jt]s)$/.exec(file)?.[1]
  if (extension !== "js" && extension !== "ts") {
    return { kind: "mistake", problem: `"${file}" is neither a .js nor a .ts file.` }
  }
  const tables = values.tables?.split(",").map((table) => table.trim())
  return {
    kind: "run",
    file,
    language: extension,
    isJson: values.json === true,
    // A word that is no number becomes NaN, which the run refuses by the option's name.
    grant: {
      ...(tables === undefined ? {} : { tables }),
      ...numbers({ queries: values.queries, rows: values.rows, seconds: values.seconds })
    },
    limits: numbers({ wallMillis: values["wall-millis"], heapMebibytes: values["heap-mebibytes"] })
  }
}

function parse(argv: readonly string[]) {
  const text = { type: "string" } as const
  const flag = { type: "boolean" } as const
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        tables: text,
        queries: text,
        rows: text,
        seconds: text,
        "wall-millis": text,
        "heap-mebibytes": text,
        json: flag,
        help: { ...flag, short: "h" },
        version: { ...flag, short: "V" }
      }
    })
  } catch (error) {
    // parseArgs throws TypeErrors written for the person at the terminal.
    return error instanceof Error ? error.message : "The arguments could not be read."
  }
}

function numbers(given: Readonly<Record<string, string | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.trim() === "" ? Number.NaN : Number(value)]]
    )
  )
}
