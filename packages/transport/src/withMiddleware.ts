/**
 * Middleware around one attempt, and what is asked of it.
 *
 * What it makes of the request is checked before anything is sent. `next` belongs to its attempt: when that is over, what is still being
 * sent is ended, and nothing is sent any more, because the permit, the circuit and the time of the attempt are gone. What a middleware gives
 * must be an answer that `next` gave it in this attempt; anything else is a bug of the program.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { changeProblem } from "./changedRequest.ts"
import { RequestRefused } from "./failures/unsent.ts"
import type { Middleware, MiddlewareAnswer, MiddlewareRequest } from "./Middleware.ts"
import type { TransportReason } from "./TransportError.ts"

/** Sends what the middleware made of the request. */
export type SendAttempt<A> = (
  request: MiddlewareRequest
) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>

/** The middleware around `send`; the first of the list is the outermost. */
export const withMiddleware = <A>(
  middleware: ReadonlyArray<Middleware>,
  original: MiddlewareRequest,
  send: SendAttempt<A>
): Effect.Effect<MiddlewareAnswer<A>, TransportReason> =>
  Effect.suspend(() => {
    const over = Deferred.makeUnsafe<never, TransportReason>()
    let isOver = false
    const given = new WeakSet<object>()

    const whileRunning =
      (next: SendAttempt<A>): SendAttempt<A> =>
      (request) =>
        Effect.suspend(() => (isOver ? tooLate : next(request)))

    const sendChecked = whileRunning((request) => {
      const problem = changeProblem(original, request)
      if (problem !== undefined) return Effect.fail(new RequestRefused({ problem }))
      return Effect.map(Effect.raceFirst(send(request), Deferred.await(over)), (answer) => {
        given.add(answer)
        return answer
      })
    })

    const attempt = middleware.reduceRight<SendAttempt<A>>((next, each, index) => {
      const bug = (problem: string) =>
        Effect.die(new MiddlewareDefect(original.operation, index, middleware.length, problem))
      return whileRunning((request) => {
        const made = each(request, next)
        // Untyped JavaScript gives anything.
        if (!Effect.isEffect(made)) return bug(`gave ${nameOf(made)} in the place of an Effect`)
        return Effect.flatMap(made, (answer) =>
          given.has(answer) ? Effect.succeed(answer) : bug(`gave ${nameOf(answer)}`)
        )
      })
    }, sendChecked)

    // A copy of its own: one that is changed in place is compared with what it was.
    return Effect.onExit(attempt({ ...original }), () =>
      Effect.sync(() => {
        isOver = true
        Deferred.doneUnsafe(over, tooLate)
      })
    )
  })

/** Made only when somebody is told. */
const tooLate = Effect.suspend(() =>
  Effect.fail(
    new RequestRefused({ problem: "a middleware called next after the attempt it was given for was over" })
  )
)

const nameOf = (value: unknown): string =>
  value === null ? "null" : typeof value === "object" ? "something else" : typeof value

/** What a middleware did is not what the transport, or another one around it, can go on with. */
class MiddlewareDefect extends TypeError {
  override readonly name = "MiddlewareDefect"
  constructor(operation: string, index: number, count: number, problem: string) {
    super(
      `${operation}: middleware ${index + 1} of ${count} ${problem}; it must give the answer that next gave it in this attempt, as it is`
    )
  }
}
