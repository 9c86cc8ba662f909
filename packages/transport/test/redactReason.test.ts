import { assert, describe, it } from "@effect/vitest"
import { inspect } from "node:util"
import { redactText } from "../src/Redaction.ts"
import { redactReason } from "../src/redactReason.ts"
import { InvalidRequest } from "../src/failures/answers.ts"
import { TimedOut } from "../src/failures/connection.ts"
import { RequestRefused } from "../src/failures/unsent.ts"
import { personalApiKey } from "./support/options.ts"

describe("redactReason", () => {
  it("masks keys in every text, and keeps class, numbers and stack's form", () => {
    const reason = new InvalidRequest({
      status: 400,
      code: personalApiKey,
      detail: `the key ${personalApiKey}`
    })
    const clean = redactReason(reason, redactText)
    assert.instanceOf(clean, InvalidRequest)
    assert.deepInclude(clean, { status: 400, code: "phx_Ca...ef", detail: "the key phx_Ca...ef" })
    assert.isUndefined(clean instanceof InvalidRequest ? clean.attr : "")
    assert.notInclude(
      inspect(clean, { showHidden: true }) + String(clean.stack) + JSON.stringify(clean),
      personalApiKey
    )
    const refused = redactReason(new RequestRefused({ problem: personalApiKey }), redactText)
    assert.strictEqual(refused.message, "The request was not sent: phx_Ca...ef.")
  })

  it("is the very same reason when there is nothing to mask", () => {
    const reason = new TimedOut({ timeoutMillis: 5, scope: "call" })
    assert.strictEqual(redactReason(reason, redactText), reason)
  })
})
