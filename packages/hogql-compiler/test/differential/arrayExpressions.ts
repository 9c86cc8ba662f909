/** Expressions that go through an array, or through another type and back. An array is never null, so a null text is read as empty first. */
import type { Expr } from "./Expr.ts"
import { fieldsOf, type Instant, wallOf, written } from "./zone.ts"

const split = (text: string | null, by: string): readonly string[] => (text ?? "").split(by)
const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Texts of a text, by way of its pieces. */
export const textsOfPieces: readonly ((x: Expr<string>) => Expr<string>)[] = [
  (x) => ({
    text: `splitByChar('a', ifNull(${x.text}, ''))[1]`,
    of: (row, zone) => split(x.of(row, zone), "a")[0] ?? ""
  }),
  // Beyond its end an array has the default value of its type.
  (x) => ({
    text: `splitByChar('a', ifNull(${x.text}, ''))[2]`,
    of: (row, zone) => split(x.of(row, zone), "a")[1] ?? ""
  }),
  (x) => ({
    text: `splitByChar('n', ifNull(${x.text}, ''))[-1]`,
    of: (row, zone) => split(x.of(row, zone), "n").at(-1) ?? ""
  }),
  (x) => ({
    text: `arrayStringConcat(arraySort(splitByChar('b', ifNull(${x.text}, ''))), ',')`,
    of: (row, zone) => split(x.of(row, zone), "b").toSorted(bytes).join(",")
  }),
  (x) => ({
    text: `arrayStringConcat(arrayFilter(p -> notEmpty(p), splitByChar('n', ifNull(${x.text}, ''))), '|')`,
    of: (row, zone) =>
      split(x.of(row, zone), "n")
        .filter((piece) => piece !== "")
        .join("|")
  }),
  (x) => ({
    text: `arrayStringConcat(arrayMap((p, i) -> concat(toString(i), p), splitByChar('a', ifNull(${x.text}, '')), arrayEnumerate(splitByChar('a', ifNull(${x.text}, '')))), '')`,
    of: (row, zone) =>
      split(x.of(row, zone), "a")
        .map((piece, index) => `${index + 1}${piece}`)
        .join("")
  })
]

/** Conditions on the pieces of a text. */
export const conditionsOnPieces: readonly ((x: Expr<string>) => Expr<boolean>)[] = [
  (x) => ({
    text: `has(['a', 'ab', '', 'signup'], ifNull(${x.text}, 'none'))`,
    of: (row, zone) => ["a", "ab", "", "signup"].includes(x.of(row, zone) ?? "none")
  }),
  (x) => ({
    text: `arrayExists(p -> p = 'b' or p = '', splitByChar('a', ifNull(${x.text}, 'none')))`,
    of: (row, zone) => split(x.of(row, zone) ?? "none", "a").some((piece) => piece === "b" || piece === "")
  }),
  (x) => ({
    text: `arrayAll(p -> length(p) < 3, splitByChar('a', ifNull(${x.text}, '')))`,
    of: (row, zone) => split(x.of(row, zone), "a").every((piece) => Buffer.byteLength(piece) < 3)
  }),
  (x) => ({
    text: `startsWith(ifNull(${x.text}, ''), 'a')`,
    of: (row, zone) => (x.of(row, zone) ?? "").startsWith("a")
  })
]

/** Texts of a column that holds a time: all six digits are shown, in the project's zone. With a T, so that nobody takes them for a time. */
export const textsOfTime: readonly ((x: Expr<Instant>) => Expr<string>)[] = [
  (x) => ({
    text: `replaceAll(toString(${x.text}), ' ', 'T')`,
    of: (row, zone) => {
      const instant = x.of(row, zone)
      if (instant === null) return null
      const [seconds = "", fraction = ""] = written(instant, zone).split(".")
      return `${seconds.replace(" ", "T")}.${fraction.padEnd(6, "0")}`
    }
  }),
  (x) => ({
    text: `formatDateTime(${x.text}, '%Y/%m/%d %H')`,
    of: (row, zone) => {
      const instant = x.of(row, zone)
      return instant === null
        ? null
        : fieldsOf(instant, zone).toISOString().slice(0, 13).replace("T", " ").replaceAll("-", "/")
    }
  })
]

/** Numbers of a column that holds a time. */
export const numbersOfTime: readonly ((x: Expr<Instant>) => Expr<number>)[] = [
  (x) => ({
    text: `toSecond(${x.text}) * 1.0`,
    of: (row, zone) => {
      const instant = x.of(row, zone)
      return instant === null ? null : Math.floor(wallOf(instant, zone) / 1_000_000) % 60
    }
  })
]

/** A number as ClickHouse writes it, which for these is as JavaScript does. */
export const textOfNumber = (x: Expr<number>): Expr<string> => ({
  text: `toString(${x.text})`,
  of: (row, zone) => {
    const value = x.of(row, zone)
    return value === null ? null : String(value)
  }
})
