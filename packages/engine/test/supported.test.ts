import { assert, describe, it } from "@effect/vitest"
import { routes } from "../src/server/routes/routes.ts"
import { supported } from "../src/index.ts"

describe("supported", () => {
  it("names every route there is, and no other", () => {
    const names = (list: readonly { readonly method: string; readonly path: string }[]) =>
      list.map(({ method, path }) => `${method} ${path}`).toSorted()
    assert.deepStrictEqual(names(supported.endpoints), names(routes))
  })
})
