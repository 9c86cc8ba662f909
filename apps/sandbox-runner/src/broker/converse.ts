/**
 * The host's side of the channel: reads what the script says, hands its requests to the broker in order, writes the
 * answers back. While too many requests wait the script is not read, so it cannot fill this process's memory.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type { Duplex } from "node:stream"
import { maximumRequestBytes } from "../guest.ts"
import type { Limits } from "../Limits.ts"
import type { Broker } from "./Broker.ts"
import type { GuestRequest, InvalidLine } from "./protocol.ts"
import { lineSplitter, readLine } from "./protocol.ts"

/** What the script said besides asking. */
export interface Said {
  hasStarted: boolean
  result?: { readonly value: unknown }
  failure?: { readonly name: string; readonly message: string }
}

const pauseAbove = 32
const resumeBelow = 8

/**
 * Listens to the script until its channel closes. Requests wait in a queue and are answered in order; the script is
 * not read while too many wait. `end` waits until all it said has been read.
 */
export const converse = Effect.fnUntraced(function* (
  channel: Duplex,
  broker: Broker,
  limits: Limits,
  onTooMany: () => void
) {
  const said: Said = { hasStarted: false }
  const queue = yield* Queue.unbounded<GuestRequest | InvalidLine>()
  const closed = yield* Deferred.make<Said>()
  let received = 0

  const enqueue = (message: GuestRequest | InvalidLine) => {
    received += 1
    if (received > limits.requests) {
      onTooMany()
      return
    }
    Queue.offerUnsafe(queue, message)
    if (Queue.sizeUnsafe(queue) > pauseAbove) channel.pause()
  }
  const receive = (line: string) => {
    const message = readLine(line)
    switch (message.kind) {
      case "hello":
        said.hasStarted = true
        break
      case "result":
        said.result = { value: message.value }
        break
      case "failure":
        said.failure = { name: message.name, message: message.message }
        break
      default:
        enqueue(message)
    }
  }
  const onClose = () => Deferred.doneUnsafe(closed, Effect.succeed(said))
  channel.on(
    "data",
    lineSplitter({
      maximumBytes: Math.max(limits.resultBytes, maximumRequestBytes) + 1_024,
      onLine: receive,
      // Not from the client, which refuses such a request itself: the script wrote to the descriptor.
      onOversize: () =>
        enqueue({ kind: "invalid", id: 0, problem: `A line is longer than ${maximumRequestBytes} bytes.` })
    })
  )
  channel.on("error", onClose)
  channel.on("close", onClose)

  const answering = yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        const message = yield* Queue.take(queue)
        if (channel.isPaused() && Queue.sizeUnsafe(queue) < resumeBelow) channel.resume()
        const line = yield* message.kind === "invalid"
          ? broker.refuse(message.id, message.problem)
          : broker.answer(message)
        if (channel.writable) channel.write(`${line}\n`)
      })
    )
  )
  const end = Effect.gen(function* () {
    // Nobody is left to read an answer; what the script said before it ended still is.
    yield* Fiber.interrupt(answering)
    channel.resume()
    return yield* Deferred.await(closed)
  })
  return { end }
})
