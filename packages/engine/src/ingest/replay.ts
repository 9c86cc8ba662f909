/**
 * Pieces of session recordings: what one `$snapshot` event says about a session, and what its page wrote to the console.
 *
 * The recording itself is not kept, only what can be counted about it. The numbers are rrweb's.
 *
 * @see https://posthog.com/docs/session-replay
 */
import { isRecord } from "../json.ts"
import type { CapturedEvent } from "./parseCapture.ts"
import { clickhouseInstant } from "./timestamp.ts"

type Json = Readonly<Record<string, unknown>>

const TYPES = { incremental: 3, meta: 4, plugin: 6 }
const SOURCES = { mouseMove: 1, mouseInteraction: 2, scroll: 3, input: 5, touchMove: 6, drag: 12 }
/** Click, context menu, double click, end of a touch. */
const CLICKS = new Set<unknown>([2, 3, 4, 9])
const MOUSE = new Set<unknown>([SOURCES.mouseMove, SOURCES.mouseInteraction, SOURCES.touchMove])
const ACTIVE = new Set<unknown>([...MOUSE, SOURCES.scroll, SOURCES.input, SOURCES.drag])
/** Somebody who does nothing for longer is not active. */
const PAUSE_MILLIS = 5_000

/** Milliseconds; what ClickHouse can still store. */
const END_OF_TIME = Date.UTC(2299, 0, 1)

const LEVELS: Readonly<Record<string, "log" | "warn" | "error">> = {
  log: "log",
  info: "log",
  debug: "log",
  warn: "warn",
  error: "error",
  assert: "error"
}

interface Line {
  readonly at: number
  readonly level: "log" | "warn" | "error"
  readonly message: string
}

interface Snapshot {
  readonly type: unknown
  readonly at: number
  readonly data: Json
}

export const isSnapshot = (event: CapturedEvent): boolean => event.event === "$snapshot"

/** Rows of `session_replay_events` and `log_entries`; none for a piece without a session or without anything in it. */
export const replayRows = (
  projectId: number,
  event: CapturedEvent,
  createdAt: string
): { readonly replay: readonly object[]; readonly logs: readonly object[] } => {
  const sessionId = event.properties["$session_id"]
  const snapshots = snapshotsOf(event.properties)
  const times = snapshots.map(({ at }) => at)
  if (typeof sessionId !== "string" || sessionId === "" || times.length === 0) return { replay: [], logs: [] }
  const acts = snapshots.filter(({ type, data }) => type === TYPES.incremental && ACTIVE.has(data["source"]))
  const lines = snapshots.flatMap(lineOf)
  const linesOf = (level: Line["level"]): number => lines.filter((line) => line.level === level).length
  const urls = snapshots.flatMap(({ type, data }) =>
    type === TYPES.meta && typeof data["href"] === "string" ? [data["href"]] : []
  )
  const source = event.properties["$snapshot_source"]
  return {
    replay: [
      {
        team_id: projectId,
        session_id: sessionId,
        distinct_id: event.distinctId,
        min_first_timestamp: instant(Math.min(...times)),
        max_last_timestamp: instant(Math.max(...times)),
        first_url: urls[0] ?? null,
        all_urls: [...new Set(urls)],
        click_count: acts.filter(
          ({ data }) => data["source"] === SOURCES.mouseInteraction && CLICKS.has(data["type"])
        ).length,
        keypress_count: acts.filter(({ data }) => data["source"] === SOURCES.input).length,
        mouse_activity_count: acts.filter(({ data }) => MOUSE.has(data["source"])).length,
        active_milliseconds: activeMillis(acts.map(({ at }) => at)),
        console_log_count: linesOf("log"),
        console_warn_count: linesOf("warn"),
        console_error_count: linesOf("error"),
        size: Buffer.byteLength(JSON.stringify(event.properties["$snapshot_data"])),
        event_count: snapshots.length,
        message_count: 1,
        snapshot_source: typeof source === "string" ? source : "web",
        _timestamp: createdAt
      }
    ],
    logs: lines.map(({ at, level, message }) => ({
      team_id: projectId,
      log_source: "session_replay",
      log_source_id: sessionId,
      instance_id: sessionId,
      timestamp: instant(at),
      level: level === "log" ? "info" : level,
      message
    }))
  }
}

const instant = (millis: number): string => clickhouseInstant(Math.round(millis) * 1_000)

const snapshotsOf = (properties: Json): readonly Snapshot[] => {
  const data = properties["$snapshot_data"]
  const items = Array.isArray(data) ? data : [data]
  return items
    .filter(isRecord)
    .flatMap(({ type, timestamp, data: content }) =>
      typeof timestamp === "number" && timestamp > 0 && timestamp < END_OF_TIME
        ? [{ type, at: timestamp, data: isRecord(content) ? content : {} }]
        : []
    )
    .toSorted((a, b) => a.at - b.at)
}

const lineOf = ({ type, at, data }: Snapshot): readonly Line[] => {
  if (type !== TYPES.plugin || data["plugin"] !== "rrweb/console@1" || !isRecord(data["payload"])) return []
  const { level, payload } = data["payload"]
  const known = typeof level === "string" ? LEVELS[level] : undefined
  if (known === undefined || !Array.isArray(payload)) return []
  return [{ at, level: known, message: payload.map(String).join(" ") }]
}

const activeMillis = (times: readonly number[]): number =>
  times.reduce((sum, at, index) => {
    const gap = at - (times[index - 1] ?? at)
    return gap > PAUSE_MILLIS ? sum : sum + Math.round(gap)
  }, 0)
