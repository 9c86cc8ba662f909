import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { HogqlCompileError, type HogqlReason } from "../../src/HogqlCompileError.ts"
import { createParser } from "../../src/parse/Parser.ts"

const parser = createParser()
afterAll(() => parser.close())

const refusal = async (reading: Promise<unknown>): Promise<HogqlReason> => {
  const outcome = await reading.then(
    () => undefined,
    (error: unknown) => error
  )
  expect(outcome).toBeInstanceOf(HogqlCompileError)
  return (outcome as HogqlCompileError).reason
}

/** The piece of text a reason points at. */
const blamed = (text: string, reason: HogqlReason): string => text.slice(reason.start, reason.end)

describe("createParser", () => {
  it("reads a SELECT into the parser's own nodes, with null and absent fields left out", async () => {
    const tree = await parser.parseSelect("select event, count() as n from events where a = null")
    expect(tree).toMatchObject({
      node: "SelectQuery",
      select: [
        { node: "Field", chain: ["event"] },
        { node: "Alias", alias: "n", expr: { node: "Call", name: "count", args: [] } }
      ],
      select_from: { node: "JoinExpr", table: { node: "Field", chain: ["events"] } },
      where: { node: "CompareOperation", op: "==", right: { node: "Constant", kind: "null", value: null } }
    })
    expect(Object.keys(tree)).not.toContain("having")
    expect(Object.values(tree)).not.toContain(null)
  })

  it("reads an expression", async () => {
    await expect(parser.parseExpression("a + 1")).resolves.toMatchObject({
      node: "ArithmeticOperation",
      op: "+"
    })
  })

  it("keeps named windows under their names", async () => {
    const tree = await parser.parseSelect(
      "select rank() over w from t window w as (order by a), v as (order by b)"
    )
    expect(
      tree.node === "SelectQuery" && [...(tree.window_exprs ?? new Map<string, unknown>()).keys()].sort()
    ).toEqual(["v", "w"])
  })

  it.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["18446744073709551616", 18446744073709551616n],
    ["-18446744073709551616", -18446744073709551616n],
    ["0xFFFFFFFFFFFFFFFFFF", 0xffffffffffffffffffn],
    ["0777", 777]
  ])("reads the integer %s exactly", async (text, value) => {
    await expect(parser.parseExpression(text)).resolves.toMatchObject({ kind: "integer", value })
  })

  it.each([
    ["1.0", 1],
    ["1e5", 100000],
    ["0.1", 0.1],
    ["1e22", 1e22],
    ["NaN", Number.NaN],
    ["-inf", Number.NEGATIVE_INFINITY]
  ])("reads %s as a float", async (text, value) => {
    await expect(parser.parseExpression(text)).resolves.toMatchObject({ kind: "float", value })
  })

  it("does not take digits inside a string for a number", async () => {
    const text = `'"value":9007199254740993'`
    await expect(parser.parseExpression(text)).resolves.toMatchObject({
      kind: "string",
      value: `"value":9007199254740993`
    })
  })

  it("counts positions in UTF-16 units, whatever stands before", async () => {
    const text = "select '😀é👩‍🚀', wanted from events"
    const tree = await parser.parseSelect(text)
    const field = tree.node === "SelectQuery" ? tree.select[1] : undefined
    expect(text.slice(field?.span.start, field?.span.end)).toBe("wanted")
  })

  it("gives a node that the parser made up the place of its parent", async () => {
    const tree = await parser.parseExpression("case when a then b end")
    expect(tree).toMatchObject({ node: "Call", args: [{}, {}, { kind: "null", span: tree.span }] })
  })

  it("blames the offending token after an emoji, in a sentence of its own", async () => {
    const text = "select '😀' from events where a = 1 and and b"
    const reason = await refusal(parser.parseSelect(text))
    expect(reason._tag).toBe("SyntaxInvalid")
    expect(blamed(text, reason)).toBe("b")
    expect(reason.message).toBe("Unexpected `b` after `and`.")
  })

  it.each([
    ["select event form events", "events", "Did you mean FROM instead of `form`?"],
    ["selct 1", "selct", "Did you mean SELECT?"],
    ["select count( from events", "(", "is never closed"],
    ["select 1)", ")", "closes nothing"],
    ["select 'abc", "'abc", "The string that starts at offset 7 is never closed."],
    ["select 1 /* x", "/* x", "The comment that starts at offset 9 is never closed."],
    ["select 1; select 2", "select", "Only one statement"],
    ["drop table events", "drop", "HogQL only has SELECT."],
    ["select a from t group event", "event", "Write GROUP BY."],
    ["select a from t where", "", "ends too early"],
    [String.raw`select '\e[31m', 'ok', '@x'`, String.raw`'\e[31m'`, String.raw`\e`],
    [String.raw`select '@x', 'ok', '\e[31m'`, String.raw`'\e[31m'`, "For a backslash write two."],
    [String.raw`select 'C:\\dir', 'C:\dir', 'b'`, String.raw`'C:\dir'`, String.raw`\d`],
    [String.raw`select f'a\eb', 1`, String.raw`f'a\eb'`, String.raw`\e`],
    [String.raw`select 'a\x4', 'b'`, String.raw`'a\x4'`, String.raw`\x`],
    ["select a from t array join b", "b", "ARRAY JOIN arrays must have an alias."]
  ])("explains %s", async (text, place, sentence) => {
    const reason = await refusal(parser.parseSelect(text))
    expect(reason._tag).toBe("SyntaxInvalid")
    expect(blamed(text, reason)).toBe(place)
    expect(reason.message).toContain(sentence)
    expect(reason.message).not.toContain("expecting")
  })

  it("blames no escape that HogQL knows", async () => {
    const text = String.raw`select '\b\F\0\'\\\x41', f'\{', "\n" frm events x y`
    expect((await refusal(parser.parseSelect(text))).message).not.toContain("escape")
  })

  it("takes names that every JavaScript object has for plain names", async () => {
    await expect(
      parser.parseSelect(
        "select constructor, toString as valueOf, __proto__ from hasOwnProperty window __proto__ as (order by a)"
      )
    ).resolves.toMatchObject({
      select: [{ chain: ["constructor"] }, { alias: "valueOf" }, { chain: ["__proto__"] }]
    })
    await refusal(parser.parseSelect("select a constructor toString from t"))
  })

  it("names SETTINGS as not supported", async () => {
    expect(await refusal(parser.parseSelect("select a from t settings x = 1"))).toMatchObject({
      _tag: "NotSupported",
      construct: "SETTINGS"
    })
  })

  it.each(["", "  \n", "-- nothing", "/* nothing */ ;"])("finds no query in %j", async (text) => {
    expect((await refusal(parser.parseSelect(text)))._tag).toBe("EmptyQuery")
  })

  it("gives the same tree to two who ask for the same text at once, and to a third later", async () => {
    const text = "select 'asked twice'"
    const [first, second] = await Promise.all([parser.parseSelect(text), parser.parseSelect(text)])
    expect(second).toBe(first)
    expect(await parser.parseSelect(text)).toBe(first)
  })

  it("remembers nothing when the cache has no room", async () => {
    await using forgetful = closing(createParser({ cacheSize: 0 }))
    const first = await forgetful.parseSelect("select 1")
    expect(await forgetful.parseSelect("select 1")).not.toBe(first)
  })

  it("answers in the order of asking", async () => {
    const answered: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map((n) => parser.parseSelect(`select ${n} as ordered`).then(() => answered.push(n)))
    )
    expect(answered).toEqual([1, 2, 3, 4])
  })

  it("goes on with the next text after the parser broke down on one", async () => {
    const breaking = "select a from t order by a with fill interpolate (a as b)"
    const [broken, next] = await Promise.all([
      refusal(parser.parseSelect(breaking)),
      parser.parseSelect("select 'next'")
    ])
    expect(broken._tag).toBe("ParserFailed")
    expect(next.node).toBe("SelectQuery")
  })

  it("stops a text that takes too long and goes on with the next", { timeout: 30_000 }, async () => {
    await using hasty = closing(createParser({ parseTimeoutMillis: 600 }))
    const slow = `select ${"(select ".repeat(38)}1${")".repeat(38)}`
    const [late, next] = await Promise.all([refusal(hasty.parseSelect(slow)), hasty.parseSelect("select 1")])
    expect(late).toMatchObject({ _tag: "ParseTimedOut", timeoutMillis: 600 })
    expect(next.node).toBe("SelectQuery")
  })

  it("rejects what waits when it is closed, and every call after", async () => {
    const closed = createParser()
    const waiting = [refusal(closed.parseSelect("select 1")), refusal(closed.parseSelect("select 2"))]
    await closed.close()
    await closed.close()
    expect((await Promise.all(waiting)).map(({ _tag }) => _tag)).toEqual(["CompilerClosed", "CompilerClosed"])
    expect((await refusal(closed.parseSelect("select 3")))._tag).toBe("CompilerClosed")
  })

  it("does not keep a process alive", { timeout: 30_000 }, async () => {
    const script = fileURLToPath(new URL("openParser.ts", import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] })
    const printed: string[] = []
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk.toString()))
    const stop = setTimeout(() => child.kill("SIGKILL"), 20_000)
    const [code, signal] = (await once(child, "close")) as [number | null, string | null]
    clearTimeout(stop)
    expect({ code, signal, printed: printed.join("") }).toEqual({
      code: 0,
      signal: null,
      printed: "SelectQuery"
    })
  })

  it("reads any string literal back as the value it was made from", { timeout: 60_000 }, async () => {
    const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"))
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        await expect(parser.parseExpression(literal(value))).resolves.toMatchObject({ kind: "string", value })
      }),
      { numRuns: 300 }
    )
  })

  it(
    "answers any soup of tokens with a tree or a reason whose place lies in the text",
    { timeout: 120_000 },
    async () => {
      const token = fc.constantFrom(
        ..."select from where group by order limit offset as and or not in is null case when then else end union all with join on over a events 1 2.5 'x' '😀' `q` ( ) [ ] { } , . ; + - * / = < > || ?? ? : :: -> #1 ?. f' < </a> <a> /* -- \n".split(
          " "
        )
      )
      await fc.assert(
        fc.asyncProperty(fc.array(token, { maxLength: 14 }), async (tokens) => {
          const text = `select ${tokens.join(" ")}`
          const outcome = await parser.parseSelect(text).catch((error: unknown) => error)
          if (!(outcome instanceof HogqlCompileError)) return
          const { start = 0, end = text.length, message } = outcome.reason
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(message.length).toBeLessThan(400)
        }),
        { numRuns: 300 }
      )
    }
  )
})

const closing = <Closable extends { close(): Promise<void> }>(closable: Closable) => ({
  ...closable,
  [Symbol.asyncDispose]: () => closable.close()
})

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x07": "\\a",
  "\v": "\\v"
}

const literal = (value: string): string =>
  `'${value.replaceAll(/[\\'\b\f\n\r\t\x07\v]/g, (character) => escapes[character] ?? character)}'`
