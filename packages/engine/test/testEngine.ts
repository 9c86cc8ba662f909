/**
 * An engine for a test file: its own data directory, a small story with a fixed end, gone afterwards.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Engine, EngineOptions } from "../src/index.ts"
import { startEngine } from "../src/index.ts"

export const SMALL_STORY = { size: "small", endDate: "2026-11-01" } as const

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine
  readonly dataDir: string
  /** Sends a request with the personal key, unless told otherwise. */
  readonly send: (path: string, options?: SendOptions) => Promise<Answer>
  readonly hogql: (query: string, more?: object) => Promise<Answer>
  /** Rows of a query that must succeed. */
  readonly rows: (query: string, values?: object) => Promise<unknown[][]>
  readonly capture: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export interface SendOptions {
  readonly method?: string
  readonly body?: string | Uint8Array | object
  readonly key?: string | null
  readonly headers?: Record<string, string>
}

/** What `JSON.parse` gives: tests look into it freely. */
export type Json = ReturnType<typeof JSON.parse>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

export const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), "engine-test-"))

export const startTestEngine = async (options: Partial<EngineOptions> = {}): Promise<TestEngine> => {
  const dataDir = options.dataDir ?? (await temporaryDirectory())
  const engine = await startEngine({ dataDir, seed: SMALL_STORY, ...options })
  const send = async (
    path: string,
    { method, body, key, headers = {} }: SendOptions = {}
  ): Promise<Answer> => {
    const authorization = key === null ? {} : { authorization: `Bearer ${key ?? engine.personalApiKey}` }
    const encoded =
      body === undefined || typeof body === "string" || body instanceof Uint8Array
        ? body
        : JSON.stringify(body)
    const response = await fetch(`${engine.url}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: { "content-type": "application/json", ...authorization, ...headers },
      redirect: "manual",
      ...(encoded === undefined ? {} : { body: encoded })
    })
    const text = await response.text()
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined
    }
  }
  const hogql = (query: string, more: object = {}) =>
    send("/api/projects/@current/query/", { body: { query: { kind: "HogQLQuery", query, ...more } } })
  return {
    engine,
    dataDir,
    send,
    hogql,
    rows: async (query, values = {}) => {
      const answer = await hogql(query, { values })
      if (answer.status !== 200) throw new TypeError(`${query}: ${answer.text}`)
      return answer.json.results
    },
    capture: (path, body, headers = {}) =>
      send(path, { method: "POST", key: null, headers, body: body as object }),
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  }
}
