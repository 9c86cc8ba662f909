import { describe, expect, it } from "vitest"
import { selectorRegex, tagNameRegex } from "../../src/filters/elementSelector.ts"

/** A link in a list in a menu, as PostHog writes the chain: innermost first. */
const chain =
  'a.btn.btn-primary:attr__class="btn btn-primary"attr__data-x="say \\"hi; there\\""attr__href="/docs"attr_id="go"href="/docs"nth-child="2"nth-of-type="1"text="Docs; more";' +
  'li.item:nth-child="1"nth-of-type="1";ul:nth-child="1"nth-of-type="1";nav.hover:wide.menu:attr_id="menu"nth-child="3"nth-of-type="1"'

const matches = (selector: string): boolean => new RegExp(selectorRegex(selector) ?? "(?!)").test(chain)

describe("selectorRegex", () => {
  it.each([
    "a",
    ".btn",
    "a.btn",
    "a.btn-primary.btn",
    "#go",
    "a#go",
    "[href='/docs']",
    'a[href="/docs"]',
    "[data-x='say \"hi; there\"']",
    "a:nth-child(2)",
    "a.btn:nth-of-type(1)",
    "li > a",
    "ul a",
    "nav a",
    "nav.menu > ul > li.item > a.btn",
    "#menu li a",
    "*",
    "nav > * > li a"
  ])("%s is in the chain", (selector) => {
    expect(matches(selector)).toBe(true)
  })

  it.each([
    "b",
    "u",
    ".bt",
    ".primary",
    "a.item",
    "li.btn",
    "#g",
    "[href='/doc']",
    "a:nth-child(1)",
    "nav > a",
    "ul > a",
    "a li",
    "[data-x='hi']"
  ])("%s is not", (selector) => {
    expect(matches(selector)).toBe(false)
  })

  it.each([
    "",
    ">",
    "a >",
    "> a",
    "a:hover",
    "a[href]",
    "a[href^='/']",
    "a + b",
    "a ~ b",
    "a, b",
    "a:not(.b)",
    "#go#menu",
    ".",
    "#"
  ])("does not pretend to understand %s", (selector) => {
    expect(selectorRegex(selector)).toBeUndefined()
  })
})

describe("tagNameRegex", () => {
  it("finds an element of the tag, and no other that begins like it", () => {
    expect(new RegExp(tagNameRegex("ul")).test(chain)).toBe(true)
    expect(new RegExp(tagNameRegex("u")).test(chain)).toBe(false)
    expect(new RegExp(tagNameRegex("n.v")).test(chain)).toBe(false)
  })
})
