/** Generated expressions over a source, each with its meaning. */
import fc, { type Arbitrary } from "fast-check"
import {
  constant,
  equal,
  type Expr,
  holds,
  order,
  quoted,
  type Row,
  type Scalar,
  type Source
} from "./Expr.ts"
import {
  conditionsOnPieces,
  numbersOfTime,
  textOfNumber,
  textsOfPieces,
  textsOfTime
} from "./arrayExpressions.ts"
import { readNumber } from "./eventSource.ts"
import { Day, dayText, fieldsOf, Instant, instantAt, wallOf } from "./zone.ts"

/** Expressions of each type, `depth` operators deep at most. */
export interface Expressions {
  readonly text: Arbitrary<Expr<string>>
  readonly number: Arbitrary<Expr<number>>
  readonly boolean: Arbitrary<Expr<boolean>>
  readonly time: Arbitrary<Expr<Instant>>
  readonly day: Arbitrary<Expr<Day>>
  readonly any: Arbitrary<Expr>
}

const texts = ["a", "B", "ab", "", "null", "ä😀", "12", "it's", "signup", "ann", "Chrome", "d1", "100%"]
const numbers = [0, 1, 2.5, -3, 7, 12, 40]
const patterns = ["%a%", "a_", "A%", "%", "", "_", "%😀", "1%", "b"]

const textConstant = fc.constantFrom(...texts).map(constant)
const numberConstant = fc.constantFrom(...numbers).map(constant)

/** Applies a function where no operand is null, as functions of ClickHouse do. */
const strict =
  <A extends Scalar, B extends Scalar, Result extends Scalar>(
    a: Expr<A>,
    b: Expr<B>,
    apply: (left: A, right: B, zone: string) => Result
  ): Expr<Result>["of"] =>
  (row, zone) => {
    const [left, right] = [a.of(row, zone), b.of(row, zone)]
    return left === null || right === null ? null : apply(left, right, zone)
  }

const nothing: Expr<string> = constant("")

const textCalls: readonly ((x: Expr<string>, y: Expr<string>) => Expr<string>)[] = [
  (x) => ({
    text: `lower(${x.text})`,
    of: strict(x, nothing, (a) => a.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))
  }),
  (x) => ({
    text: `upper(${x.text})`,
    of: strict(x, nothing, (a) => a.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()))
  }),
  // concat reads a null as an empty text.
  (x, y) => ({
    text: `concat(${x.text}, ${y.text})`,
    of: (row, zone) => (x.of(row, zone) ?? "") + (y.of(row, zone) ?? "")
  }),
  (x, y) => ({
    text: `${x.text} || '-' || ${y.text}`,
    of: (row, zone) => `${x.of(row, zone) ?? ""}-${y.of(row, zone) ?? ""}`
  }),
  (x, y) => ({ text: `ifNull(${x.text}, ${y.text})`, of: (row, zone) => x.of(row, zone) ?? y.of(row, zone) }),
  (x, y) => ({
    text: `coalesce(${x.text}, ${y.text}, 'none')`,
    of: (row, zone) => x.of(row, zone) ?? y.of(row, zone) ?? "none"
  }),
  (x, y) => ({
    text: `nullIf(${x.text}, ${y.text})`,
    of: (row, zone) => {
      const [left, right] = [x.of(row, zone), y.of(row, zone)]
      return left !== null && right !== null && left === right ? null : left
    }
  }),
  (x) => ({
    text: `replaceAll(${x.text}, 'a', 'oo')`,
    of: strict(x, nothing, (a) => a.replaceAll("a", "oo"))
  }),
  (x) => ({
    text: `substringUTF8(${x.text}, 2, 3)`,
    of: strict(x, nothing, (a) => Array.from(a).slice(1, 4).join(""))
  }),
  // An array is never null: splitting a null is splitting an empty text.
  (x) => ({
    text: `arrayStringConcat(arrayMap(part -> concat(part, '!'), splitByChar('a', ${x.text})), '')`,
    of: (row, zone) =>
      (x.of(row, zone) ?? "")
        .split("a")
        .map((part) => `${part}!`)
        .join("")
  })
]

const numberCalls: readonly ((x: Expr<number>, y: Expr<number>) => Expr<number>)[] = [
  (x, y) => ({ text: `(${x.text} + ${y.text})`, of: strict(x, y, (a, b) => a + b) }),
  (x, y) => ({ text: `(${x.text} - ${y.text})`, of: strict(x, y, (a, b) => a - b) }),
  // Plus 0, because ClickHouse tells -0 from 0 where it groups.
  (x, y) => ({ text: `(${x.text} * ${y.text} + 0)`, of: strict(x, y, (a, b) => a * b + 0) }),
  (x) => ({ text: `${x.text} / 4`, of: strict(x, nothing, (a) => a / 4) }),
  (x) => ({ text: `abs(${x.text})`, of: strict(x, nothing, (a) => Math.abs(a)) }),
  (x) => ({ text: `floor(${x.text})`, of: strict(x, nothing, (a) => Math.floor(a)) }),
  (x, y) => ({ text: `ifNull(${x.text}, ${y.text})`, of: (row, zone) => x.of(row, zone) ?? y.of(row, zone) }),
  (x) => ({ text: `coalesce(${x.text}, -1)`, of: (row, zone) => x.of(row, zone) ?? -1 })
]

/** Times 1.0, because ClickHouse has no type that holds both a UInt64 and an Int64, and `if` may need one. */
const numbersOfText: readonly ((x: Expr<string>) => Expr<number>)[] = [
  (x) => ({ text: `length(${x.text}) * 1.0`, of: strict(x, nothing, (a) => Buffer.byteLength(a)) }),
  (x) => ({ text: `lengthUTF8(${x.text}) * 1.0`, of: strict(x, nothing, (a) => Array.from(a).length) }),
  (x) => ({ text: `toFloat(${x.text})`, of: (row, zone) => readNumber(x.of(row, zone)) }),
  (x) => ({
    text: `length(splitByChar('a', ifNull(${x.text}, 'a'))) * 1.0`,
    of: (row, zone) => (x.of(row, zone) ?? "a").split("a").length
  }),
  (x) => ({
    text: `arrayCount(c -> c = 'b', splitByString('', ifNull(${x.text}, ''))) * 1.0`,
    of: (row, zone) => (x.of(row, zone) ?? "").split("b").length - 1
  })
]

const parts: Readonly<Record<string, (date: Date) => number>> = {
  toYear: (date) => date.getUTCFullYear(),
  toQuarter: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  toMonth: (date) => date.getUTCMonth() + 1,
  toDayOfMonth: (date) => date.getUTCDate(),
  toDayOfWeek: (date) => date.getUTCDay() || 7,
  toHour: (date) => date.getUTCHours(),
  toMinute: (date) => date.getUTCMinutes(),
  toYYYYMM: (date) => date.getUTCFullYear() * 100 + date.getUTCMonth() + 1
}

const DAY = 86_400_000_000

/** How much of the unit has passed on the wall clock. */
const starts: Readonly<Record<string, number>> = {
  toStartOfMinute: 60_000_000,
  toStartOfHour: 3_600_000_000,
  toStartOfDay: DAY
}

/** Weeks start on Sunday unless the project says otherwise. */
const dayStarts: Readonly<Record<string, (date: Date) => Date>> = {
  toDate: (date) => date,
  toStartOfMonth: (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)),
  toStartOfYear: (date) => new Date(Date.UTC(date.getUTCFullYear(), 0, 1)),
  toStartOfQuarter: (date) =>
    new Date(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1)),
  toStartOfWeek: (date) => new Date(date.getTime() - date.getUTCDay() * 86_400_000),
  toMonday: (date) => new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000)
}

const asDay = (date: Date): Day => new Day(dayText(date))

const like = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll("%", ".*")
      .replaceAll("_", ".")}$`,
    `us${flags}`
  )

type Comparison = readonly [string, (a: Scalar, b: Scalar) => boolean]
/** None of them is ever null. */
const comparisons: readonly Comparison[] = [
  ["=", equal],
  ["!=", (a, b) => !equal(a, b)],
  ["<", (a, b) => a !== null && b !== null && order(a, b) < 0],
  ["<=", (a, b) => a !== null && b !== null && order(a, b) <= 0],
  [">", (a, b) => a !== null && b !== null && order(a, b) > 0],
  [">=", (a, b) => a !== null && b !== null && order(a, b) >= 0]
]

const compared = (x: Expr, [sign, compare]: Comparison, y: Expr): Expr<boolean> => ({
  text: `(${x.text} ${sign} ${y.text})`,
  of: (row, zone) => compare(x.of(row, zone), y.of(row, zone))
})

const nullTests = (x: Expr): readonly Expr<boolean>[] => [
  { text: `(${x.text} is null)`, of: (row, zone) => x.of(row, zone) === null },
  { text: `(${x.text} is not null)`, of: (row, zone) => x.of(row, zone) !== null },
  { text: `(${x.text} = null)`, of: (row, zone) => x.of(row, zone) === null },
  { text: `(${x.text} != null)`, of: (row, zone) => x.of(row, zone) !== null }
]

const among = (x: Expr, items: readonly Expr[], isNegated: boolean): Expr<boolean> => ({
  text: `${x.text} ${isNegated ? "not in" : "in"} (${items.map(({ text }) => text).join(", ")})`,
  of: (row, zone) => items.some((item) => equal(x.of(row, zone), item.of(row, zone))) !== isNegated
})

const liked = (x: Expr<string>, pattern: string, flags: string, isNegated: boolean): Expr<boolean> => ({
  text: `(${x.text} ${isNegated ? "not " : ""}${flags}like ${quoted(pattern)})`,
  of: (row, zone) => {
    const text = x.of(row, zone)
    return (text !== null && like(pattern, flags).test(text)) !== isNegated
  }
})

/** `<=>` and IS DISTINCT FROM are `=` and `!=` by other names, since those know null. */
const distinction = (x: Expr, y: Expr): readonly Expr<boolean>[] => [
  {
    text: `(${x.text} is distinct from ${y.text})`,
    of: (row, zone) => !equal(x.of(row, zone), y.of(row, zone))
  },
  {
    text: `(${x.text} is not distinct from ${y.text})`,
    of: (row, zone) => equal(x.of(row, zone), y.of(row, zone))
  },
  { text: `(${x.text} <=> ${y.text})`, of: (row, zone) => equal(x.of(row, zone), y.of(row, zone)) }
]

/** A regular expression finds nothing in a null. */
const matched = (x: Expr<string>, pattern: string, sign: string): Expr<boolean> => ({
  text: `(${x.text} ${sign} ${quoted(pattern)})`,
  of: (row, zone) => {
    const text = x.of(row, zone)
    const isFound = text !== null && new RegExp(pattern, sign.endsWith("*") ? "iu" : "u").test(text)
    return isFound !== sign.startsWith("!")
  }
})

const cases = (x: Expr<string>, y: Expr<string>, z: Expr<string>): Expr<string> => ({
  text: `case ${x.text} when 'a' then 'first' when 'signup' then ${y.text} else ${z.text} end`,
  of: (row, zone) => {
    const value = x.of(row, zone)
    if (value === "a") return "first"
    return (value === "signup" ? y : z).of(row, zone)
  }
})

const between = (x: Expr, low: Expr, high: Expr): Expr<boolean> => ({
  text: `(${x.text} between ${low.text} and ${high.text})`,
  of: (row, zone) => {
    const [value, from, to] = [x.of(row, zone), low.of(row, zone), high.of(row, zone)]
    return value !== null && from !== null && to !== null && order(value, from) >= 0 && order(value, to) <= 0
  }
})

/** Logic has three values: a null is unknown. */
const logic: readonly ((x: Expr<boolean>, y: Expr<boolean>) => Expr<boolean>)[] = [
  (x, y) => ({
    text: `(${x.text} and ${y.text})`,
    of: (row, zone) => {
      const both = [x.of(row, zone), y.of(row, zone)]
      return both.includes(false) ? false : both.includes(null) ? null : true
    }
  }),
  (x, y) => ({
    text: `(${x.text} or ${y.text})`,
    of: (row, zone) => {
      const both = [x.of(row, zone), y.of(row, zone)]
      return both.includes(true) ? true : both.includes(null) ? null : false
    }
  }),
  (x) => ({
    text: `not (${x.text})`,
    of: (row, zone) => {
      const value = x.of(row, zone)
      return value === null ? null : !value
    }
  })
]

const choices = <Type extends Scalar>(
  condition: Expr<boolean>,
  x: Expr<Type>,
  y: Expr<Type>
): readonly Expr<Type>[] => {
  const of = (row: Row, zone: string) => (holds(condition.of(row, zone)) ? x : y).of(row, zone)
  return [
    { text: `if(${condition.text}, ${x.text}, ${y.text})`, of },
    { text: `case when ${condition.text} then ${x.text} else ${y.text} end`, of },
    { text: `multiIf(${condition.text}, ${x.text}, false, ${x.text}, ${y.text})`, of },
    {
      text: `case when ${condition.text} then ${x.text} end`,
      of: (row, zone) => (holds(condition.of(row, zone)) ? x.of(row, zone) : null)
    }
  ]
}

const oneOf = <Item>(items: readonly Item[]): Arbitrary<Item> => fc.constantFrom(...items)

export const expressions = (source: Source, depth: number): Expressions => {
  const leaves = {
    text: fc.oneof({ arbitrary: oneOf(source.text), weight: 4 }, textConstant),
    number: fc.oneof({ arbitrary: oneOf(source.number), weight: 4 }, numberConstant),
    time: oneOf(source.time)
  }
  const inner = depth > 0 ? expressions(source, depth - 1) : undefined
  const simple = fc.oneof(
    oneOf(source.boolean),
    fc.tuple(leaves.text, oneOf(comparisons), leaves.text).map(([x, sign, y]) => compared(x, sign, y)),
    fc.tuple(leaves.number, oneOf(comparisons), leaves.number).map(([x, sign, y]) => compared(x, sign, y))
  )
  if (inner === undefined) {
    const day = leaves.time.map(dayOf("toDate"))
    return {
      ...leaves,
      boolean: simple,
      day,
      any: fc.oneof(leaves.text, leaves.number, simple, leaves.time, day)
    }
  }
  const flag = fc.boolean()
  const chosen = <Type extends Scalar>(item: Arbitrary<Expr<Type>>): Arbitrary<Expr<Type>> =>
    fc.tuple(inner.boolean, item, item).chain(([condition, x, y]) => oneOf(choices(condition, x, y)))
  const text = fc.oneof(
    leaves.text,
    fc.tuple(oneOf(textCalls), inner.text, inner.text).map(([call, x, y]) => call(x, y)),
    chosen(inner.text),
    fc.tuple(oneOf(textsOfPieces), inner.text).map(([call, x]) => call(x)),
    fc.tuple(oneOf(textsOfTime), leaves.time).map(([call, x]) => call(x)),
    leaves.number.map(textOfNumber),
    fc.tuple(leaves.text, inner.text, inner.text).map(([x, y, z]) => cases(x, y, z))
  )
  const number = fc.oneof(
    leaves.number,
    fc.tuple(oneOf(numberCalls), inner.number, inner.number).map(([call, x, y]) => call(x, y)),
    fc.tuple(oneOf(numbersOfText), inner.text).map(([call, x]) => call(x)),
    fc.tuple(oneOf(Object.keys(parts)), inner.time).map(([name, x]) => partOf(name, x)),
    fc
      .tuple(fc.constantFrom("day", "month", "year"), leaves.time, leaves.time)
      .map(([unit, x, y]) => distance(unit, x, y)),
    fc.tuple(oneOf(numbersOfTime), leaves.time).map(([call, x]) => call(x)),
    chosen(inner.number)
  )
  const time = fc.oneof(
    leaves.time,
    fc.tuple(oneOf(Object.keys(starts)), inner.time).map(([name, x]) => startOf(name, x)),
    fc
      .tuple(inner.time, fc.integer({ min: -40, max: 40 }), fc.constantFrom("hour", "day", "month"))
      .map(moved)
  )
  const day = fc.tuple(oneOf(Object.keys(dayStarts)), inner.time).map(([name, x]) => dayOf(name)(x))
  const boolean = fc.oneof(
    simple,
    fc.tuple(inner.text, oneOf(comparisons), inner.text).map(([x, sign, y]) => compared(x, sign, y)),
    fc.tuple(inner.number, oneOf(comparisons), inner.number).map(([x, sign, y]) => compared(x, sign, y)),
    fc.tuple(inner.time, oneOf(comparisons), inner.time).map(([x, sign, y]) => compared(x, sign, y)),
    fc.tuple(leaves.time, oneOf(comparisons), instantConstant).map(([x, sign, y]) => compared(x, sign, y)),
    fc.oneof(inner.text, inner.number, inner.boolean, inner.time).chain((x) => oneOf(nullTests(x))),
    fc
      .tuple(inner.text, fc.array(textConstant, { minLength: 1, maxLength: 4 }), flag)
      .map(([x, items, no]) => among(x, items, no)),
    fc
      .tuple(oneOf(source.number), fc.array(numberConstant, { minLength: 1, maxLength: 4 }), flag)
      .map(([x, items, no]) => among(x, items, no)),
    fc
      .tuple(inner.text, oneOf(patterns), fc.constantFrom("", "i"), flag)
      .map(([x, pattern, flags, no]) => liked(x, pattern, flags, no)),
    fc.tuple(inner.number, numberConstant, numberConstant).map(([x, low, high]) => between(x, low, high)),
    fc.tuple(inner.text, textConstant, inner.text).map(([x, low, high]) => between(x, low, high)),
    fc
      .oneof(fc.tuple(inner.text, inner.text), fc.tuple(inner.number, inner.number))
      .chain(([x, y]: readonly [Expr, Expr]) => oneOf(distinction(x, y))),
    fc
      .tuple(
        inner.text,
        fc.constantFrom("a", "^[A-Z]", "b$", "\\d+", "^$"),
        fc.constantFrom("=~", "!~", "=~*", "!~*")
      )
      .map(([x, pattern, sign]) => matched(x, pattern, sign)),
    fc.tuple(oneOf(conditionsOnPieces), inner.text).map(([call, x]) => call(x)),
    fc
      .tuple(leaves.time, oneOf(comparisons))
      .map(([x, sign]) => compared(dayOf("toDate")(x), sign, dayConstant)),
    fc.tuple(leaves.time, instantConstant, instantConstant).map(([x, low, high]) => between(x, low, high)),
    fc.tuple(oneOf(logic), inner.boolean, inner.boolean).map(([call, x, y]) => call(x, y))
  )
  return { text, number, boolean, time, day, any: fc.oneof(text, number, boolean, time, day) }
}

const partOf = (name: string, x: Expr<Instant>): Expr<number> => ({
  text: `${name}(${x.text}) * 1.0`,
  of: strict(x, nothing, (instant, _, zone) => parts[name]?.(fieldsOf(instant, zone)) ?? 0)
})

const startOf = (name: string, x: Expr<Instant>): Expr<Instant> => ({
  text: `${name}(${x.text})`,
  of: strict(x, nothing, (instant, _, zone) => {
    const wall = wallOf(instant, zone)
    const passed = wall % (starts[name] ?? 1)
    // A day can have 23 hours; shorter units do not change with the clocks.
    return name === "toStartOfDay" ? instantAt(wall - passed, zone) : new Instant(instant.micros - passed)
  })
})

const dayOf =
  (name: string) =>
  (x: Expr<Instant>): Expr<Day> => ({
    text: `${name}(${x.text})`,
    of: strict(x, nothing, (instant, _, zone) => {
      const fields = fieldsOf(instant, zone)
      return asDay(dayStarts[name]?.(fields) ?? fields)
    })
  })

/** How many borders of the unit lie between. */
const distance = (unit: string, x: Expr<Instant>, y: Expr<Instant>): Expr<number> => ({
  text: `dateDiff('${unit}', ${x.text}, ${y.text}) * 1.0`,
  of: strict(x, y, (from, to, zone) => {
    const count = (instant: Instant): number => {
      const date = fieldsOf(instant, zone)
      const months = date.getUTCFullYear() * 12 + date.getUTCMonth()
      if (unit === "day") return Math.floor(wallOf(instant, zone) / DAY)
      return unit === "month" ? months : date.getUTCFullYear()
    }
    return count(to) - count(from)
  })
})

/** Hours are real ones; days and months keep the time on the wall, and a month without such a day ends earlier. */
const moved = ([x, count, unit]: readonly [Expr<Instant>, number, string]): Expr<Instant> => ({
  text: `(${x.text} + interval ${count < 0 ? `(${count})` : count} ${unit})`,
  of: strict(x, nothing, (instant, _, zone) => {
    if (unit === "hour") return new Instant(instant.micros + count * 3_600_000_000)
    const wall = wallOf(instant, zone)
    if (unit === "day") return instantAt(wall + count * DAY, zone)
    const date = fieldsOf(instant, zone)
    const month = date.getUTCMonth() + count
    const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
    const day = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last))
    return instantAt(day * 1000 + (((wall % DAY) + DAY) % DAY), zone)
  })
})

/** A time written as text is one in the project's zone. */
const instantConstant: Arbitrary<Expr<Instant>> = fc
  .constantFrom("2024-03-31 12:00:00", "2024-10-27", "2024-03-30 23:15:00", "2024-12-31 23:30:00")
  .map((text) => ({
    text: quoted(text),
    of: (_, zone) =>
      instantAt(Date.parse(`${text.slice(0, 10)}T${text.slice(11) || "00:00:00"}Z`) * 1000, zone)
  }))

const dayConstant: Expr<Day> = { text: "'2024-03-31'", of: () => new Day("2024-03-31") }
