/**
 * A scripted Messages API that speaks the streaming format of the real one, for the real SDK. `respond` decides by the
 * state of the conversation, because a client may send requests a script did not count.
 */
import * as http from "node:http"
import type { AddressInfo } from "node:net"

export interface FakeBlock {
  readonly type: "text" | "tool_use"
  readonly text?: string
  readonly name?: string
  readonly id?: string
  readonly input?: unknown
}

export type FakeReply =
  | { readonly content: readonly FakeBlock[]; readonly stop_reason?: string }
  | {
      readonly error: {
        readonly status: number
        readonly type: string
        readonly message: string
        readonly headers?: Record<string, string>
      }
    }
  | "hang"

export interface ToolResultBlock {
  readonly type: string
  readonly tool_use_id: string
  readonly content: string
  readonly is_error: boolean
}

export interface FakeRequest {
  readonly headers: http.IncomingHttpHeaders
  readonly raw: string
  readonly body: {
    model: string
    system: string
    max_tokens: number
    stream: boolean
    tools: { name: string; strict: boolean }[]
    messages: { role: string; content: string | ToolResultBlock[] }[]
  }
}

/** The results in the newest message, which decide what a scripted model says next. */
export const toolResults = (request: FakeRequest): ToolResultBlock[] => {
  const { content } = request.body.messages.at(-1)!
  return Array.isArray(content) ? content.filter((block) => block.type === "tool_result") : []
}

export async function startFakeAnthropic(respond: (request: FakeRequest, count: number) => FakeReply) {
  const requests: FakeRequest[] = []
  let aborted = 0
  let ids = 0
  const server = http.createServer((incoming, outgoing) => {
    let raw = ""
    incoming.on("data", (chunk: Buffer) => (raw += chunk.toString()))
    incoming.on("end", () => {
      const request: FakeRequest = { headers: incoming.headers, raw, body: JSON.parse(raw) }
      requests.push(request)
      const reply = respond(request, requests.length)
      outgoing.on("close", () => {
        if (!outgoing.writableEnded) aborted += 1
      })
      if (reply === "hang") {
        outgoing.writeHead(200, { "content-type": "text/event-stream" })
        outgoing.write(": waiting\n\n")
        return
      }
      if ("error" in reply) {
        const { headers, message, status, type } = reply.error
        outgoing.writeHead(status, { "content-type": "application/json", ...headers })
        outgoing.end(JSON.stringify({ type: "error", error: { type, message } }))
        return
      }
      const usage = {
        input_tokens: 100,
        output_tokens: 1,
        cache_creation_input_tokens: 7,
        cache_read_input_tokens: 5,
        cache_creation: null,
        server_tool_use: null,
        service_tier: "standard"
      }
      const event = (data: { type: string; [key: string]: unknown }) =>
        outgoing.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
      outgoing.writeHead(200, { "content-type": "text/event-stream", "request-id": "req_1" })
      event({
        type: "message_start",
        message: {
          id: "msg_1",
          type: "message",
          role: "assistant",
          model: request.body.model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage
        }
      })
      for (const [index, block] of reply.content.entries()) {
        if (block.type === "text") {
          event({
            type: "content_block_start",
            index,
            content_block: { type: "text", text: "", citations: null }
          })
          for (const text of block.text?.match(/.{1,7}/gs) ?? [])
            event({ type: "content_block_delta", index, delta: { type: "text_delta", text } })
        } else {
          const id = block.id ?? `toolu_${++ids}`
          event({
            type: "content_block_start",
            index,
            content_block: { type: "tool_use", id, name: block.name, input: {}, caller: { type: "direct" } }
          })
          for (const partial_json of JSON.stringify(block.input).match(/.{1,9}/gs) ?? [])
            event({ type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json } })
        }
        event({ type: "content_block_stop", index })
      }
      const stop_reason =
        reply.stop_reason ??
        (reply.content.some((block) => block.type === "tool_use") ? "tool_use" : "end_turn")
      event({
        type: "message_delta",
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: 42 }
      })
      event({ type: "message_stop" })
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    aborted: () => aborted,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
