import { afterEach, describe, expect, it } from "vitest"
import { HogqlCompileError } from "../../src/HogqlCompileError.ts"
import { createParser, type Parser, type ParserOptions } from "../../src/parse/Parser.ts"

const opened: Parser[] = []
const open = (options?: ParserOptions): Parser => {
  const parser = createParser(options)
  opened.push(parser)
  return parser
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((parser) => parser.close()))
})

/** Passes the gate, and takes the parser far longer than any deadline used here. */
const stuck = (n: number): string => `select ${n}, ${"(select ".repeat(38)}1${")".repeat(38)}`
const tagOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => "read",
    (error: unknown) => (error instanceof HogqlCompileError ? error.reason._tag : String(error))
  )

/** A process that runs threads shows them among its resources. */
const ports = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length

describe("the pool of parser threads", { timeout: 60_000 }, () => {
  it("reads the texts of others while one is stuck", async () => {
    const parser = open({ workers: 2, parseTimeoutMillis: 3_000 })
    const order: string[] = []
    const hostile = tagOf(parser.parseSelect(stuck(1))).then((tag) => order.push(tag))
    await Promise.all(
      [1, 2, 3].map((n) => parser.parseSelect(`select ${n} as good`).then(() => order.push("read")))
    )
    await hostile
    expect(order).toEqual(["read", "read", "read", "ParseTimedOut"])
  })

  it("leaves a thread to light texts however many heavy ones wait", async () => {
    const parser = open({ workers: 2, parseTimeoutMillis: 1_000 })
    const order: string[] = []
    const hostile = [1, 2, 3].map((n) => tagOf(parser.parseSelect(stuck(n))).then((tag) => order.push(tag)))
    await parser.parseSelect("select 'good'").then(() => order.push("read"))
    await Promise.all(hostile)
    expect(order[0] === "read" || order[1] === "read").toBe(true)
    expect(order.filter((tag) => tag === "ParseTimedOut")).toHaveLength(3)
  })

  it("replaces a stuck thread even when it is the only one", async () => {
    const parser = open({ workers: 1, parseTimeoutMillis: 600 })
    const both = [tagOf(parser.parseSelect(stuck(1))), tagOf(parser.parseSelect(stuck(2)))]
    await expect(parser.parseSelect("select 'after'")).resolves.toMatchObject({ node: "SelectQuery" })
    expect(await Promise.all(both)).toEqual(["ParseTimedOut", "ParseTimedOut"])
  })

  it("answers good and hostile texts that come at once, each with its own outcome", async () => {
    const parser = open({ workers: 2, parseTimeoutMillis: 1_500 })
    const breaking = "select a from t order by a with fill interpolate (a as b)"
    const texts = Array.from({ length: 40 }, (_, n) =>
      n % 10 === 0 ? `${breaking} limit ${n}` : n % 10 === 5 ? stuck(n) : `select ${n} as good from events`
    )
    const outcomes = await Promise.all(texts.map((text) => tagOf(parser.parseSelect(text))))
    expect(outcomes).toEqual(
      texts.map((_, n) => (n % 10 === 0 ? "ParserFailed" : n % 10 === 5 ? "ParseTimedOut" : "read"))
    )
  })

  it("stays quick on calls that nest a little deeper each time", async () => {
    // A parser that has read these in turn needs four times as long for each further level.
    const parser = open({ workers: 1 })
    for (let depth = 1; depth <= 12; depth++) {
      const text = `select ${"f(".repeat(depth)}a${")".repeat(depth)} from t`
      await expect(parser.parseSelect(text)).resolves.toMatchObject({ node: "SelectQuery" })
    }
  })

  it("is shared by all parsers, of which each closes for itself", async () => {
    const [first, second] = [open(), open()]
    const before = ports()
    await first.parseSelect("select 'first'")
    await second.parseSelect("select 'second'")
    expect(ports() - before).toBeLessThanOrEqual(1)
    const waiting = tagOf(first.parseSelect("select 'waits'"))
    await first.close()
    expect(await waiting).toBe("CompilerClosed")
    await expect(second.parseSelect("select 'still open'")).resolves.toMatchObject({ node: "SelectQuery" })
  })

  it("leaves no thread behind when the last parser is closed, whatever it was doing", async () => {
    const parser = open({ workers: 3, parseTimeoutMillis: 20_000 })
    const before = ports()
    const hostile = [1, 2].map((n) => tagOf(parser.parseSelect(stuck(n))))
    await parser.parseSelect("select 1")
    await parser.close()
    expect(await Promise.all(hostile)).toEqual(["CompilerClosed", "CompilerClosed"])
    expect(ports()).toBeLessThanOrEqual(before)
  })

  it("can be warmed up before there is a text, also when it is closed meanwhile", async () => {
    const parser = open({ workers: 1 })
    await parser.warmUp()
    await expect(parser.parseSelect("select 1")).resolves.toMatchObject({ node: "SelectQuery" })
    await parser.warmUp()
    const closed = open({ workers: 1 })
    const warming = closed.warmUp()
    await closed.close()
    await warming
  })
})
