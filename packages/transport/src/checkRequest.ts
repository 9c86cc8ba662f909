/**
 * What can be told of a request before anything is done for it: that it is one, and that no key stands in its names.
 *
 * A key in what a request is called by (its operation, its path) would stand in every log, span and failure of it.
 */
import * as Effect from "effect/Effect"
import type { RequestShape } from "./ApiRequest.ts"
import type { RefuseCall } from "./beginCall.ts"
import type { Credentials } from "./Credentials.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import { shapeProblem } from "./requestShape.ts"
import { RequestRefused } from "./failures/unsent.ts"
import { TransportError } from "./TransportError.ts"

const namesKey = "its path or the name of its operation holds a key, which would be logged"

/**
 * A program has few names and says them with every call, so those that were found clean are remembered, until the keys change. More are not: names
 * that are made up call by call would fill the memory.
 */
const mostNames = 1_000

/** The check of one transport. What is no request at all cannot stand in the audit log; what names a key can, without it. */
export const makeRequestCheck = (
  store: CredentialStore,
  refuseNamed: RefuseCall
): ((request: RequestShape) => Effect.Effect<void, TransportError>) => {
  let credentials: Credentials | undefined
  const clean = new Set<string>()
  const isClean = (name: string): boolean => {
    const current = store.now()
    if (current !== credentials) {
      credentials = current
      clean.clear()
    }
    if (clean.has(name)) return true
    if (current.redact(name) !== name) return false
    if (clean.size < mostNames) clean.add(name)
    return true
  }
  const refuse = (operation: string, problem: string) =>
    Effect.fail(new TransportError({ operation, reason: new RequestRefused({ problem }) }))
  return (request) =>
    Effect.suspend(() => {
      // Requests can come from untyped JavaScript.
      const given = Object(request) as RequestShape
      const problem = shapeProblem(given)
      const name: unknown = given.operation
      if (problem !== undefined)
        return refuse(typeof name === "string" ? store.now().redact(name) : "unnamed", problem)
      return isClean(request.operation) && isClean(request.path)
        ? Effect.void
        : refuseNamed(
            { ...request, operation: store.now().redact(request.operation) },
            new RequestRefused({ problem: namesKey })
          )
    })
}
