import { assert, describe, it } from "@effect/vitest"
import { takeElements } from "../../src/ingest/elementsChain.ts"

describe("takeElements", () => {
  it("writes each element as one part of the chain", () => {
    const { chain, properties } = takeElements({
      $event_type: "click",
      $elements: [
        {
          tag_name: "a",
          $el_text: 'Say "yes"',
          attr__class: "primary btn",
          attr__href: "/buy",
          attr__id: "buy",
          nth_child: 2,
          nth_of_type: 1
        },
        { tag_name: "div" }
      ]
    })
    assert.strictEqual(
      chain,
      'a.btn.primary:attr__class="primary btn"attr__href="/buy"attr__id="buy"attr_id="buy"href="/buy"nth-child="2"nth-of-type="1"text="Say \\"yes\\"";div:nth-child="0"nth-of-type="0"'
    )
    assert.deepStrictEqual(properties, { $event_type: "click" })
  })

  it("takes a chain that the client wrote", () => {
    assert.deepStrictEqual(takeElements({ $elements_chain: "a;b", x: 1 }), {
      chain: "a;b",
      properties: { x: 1 }
    })
  })

  it("leaves other events as they are", () => {
    assert.deepStrictEqual(takeElements({ x: 1 }), { chain: "", properties: { x: 1 } })
  })
})
