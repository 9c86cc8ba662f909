/** A server in a process of its own, so that it takes no time from the client that is measured. Prints its port. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const rows = Array.from({ length: 20 }, (_, n) => [
  `0199-${n}`,
  "$pageview",
  `2026-11-0${(n % 9) + 1}T00:00:00Z`,
  n
])
const answers = {
  query: JSON.stringify({ columns: ["uuid", "event", "timestamp", "n"], results: rows, hasMore: false }),
  flags: JSON.stringify({
    flags: Object.fromEntries(
      Array.from({ length: 8 }, (_, n) => [
        `flag-${n}`,
        {
          key: `flag-${n}`,
          enabled: true,
          variant: null,
          reason: { code: "condition_match" },
          metadata: { id: n }
        }
      ])
    ),
    errorsWhileComputingFlags: false,
    requestId: "0199"
  })
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.on("end", () => {
    const body = request.url?.startsWith("/flags") === true ? answers.flags : answers.query
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body)
    })
    response.end(body)
  })
  request.resume()
})
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port))
// Ends with the one who started it.
process.stdin.on("end", () => process.exit()).resume()
