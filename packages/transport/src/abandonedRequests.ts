/**
 * Requests that were given up while they waited for a connection.
 *
 * When nobody else waits for one, those in the making are ended: one that a dead host never completes would keep the process alive until its
 * time is over.
 */
import type { Pool } from "undici"
import type { Connector } from "./connector.ts"
import type { UndiciExchange } from "./UndiciExchange.ts"

/** Gives what is told of each of them. */
export const abandonedRequests = (pool: Pool, connector: Connector): ((exchange: UndiciExchange) => void) => {
  let abandoned = 0
  return (exchange) => {
    abandoned += 1
    exchange.whenDropped(() => (abandoned -= 1))
    // Later, because a call that follows at once may want the connection. The pool counts those that were given up, too.
    setImmediate(() => {
      if (abandoned > 0 && pool.stats.pending <= abandoned) connector.abandon()
    })
  }
}
