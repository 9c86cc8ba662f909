/**
 * The last net under a failure: whatever made the reason (this package, a middleware, a server's word that was let through),
 * no key leaves in it.
 */
import { TransportReason } from "./TransportError.ts"

const members = new Map(TransportReason.members.map((member) => [member.identifier, member] as const))

/** The reason with keys masked in all its texts; the very same when there are none. */
export const redactReason = (reason: TransportReason, redact: (text: string) => string): TransportReason => {
  const changed: Record<string, string> = {}
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(reason)) {
    fields[name] = value
    if (typeof value !== "string" || name === "_tag") continue
    const clean = redact(value)
    if (clean !== value) changed[name] = clean
  }
  if (Object.keys(changed).length === 0) return reason
  const Member = members.get(reason._tag)
  return Member === undefined
    ? reason
    : // The fields are those of a reason of this class, with other texts.
      new (Member as unknown as new (fields: object) => TransportReason)({ ...fields, ...changed })
}
