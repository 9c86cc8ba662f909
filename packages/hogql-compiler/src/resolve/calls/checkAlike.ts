/** Arguments that must have something in common: the bounds of `greatest`, a list and the item looked for in it. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import { typeMismatch } from "../../HogqlReason.ts"
import { printHogql } from "../../print/printHogql.ts"
import { areAlike } from "../alike.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { arrayType, isNumeric, isTime, type ValueType } from "../ValueType.ts"
import { describeType } from "./ofKind.ts"

/** Functions all of whose arguments must be alike. */
const alike = new Set([
  ...["least", "greatest", "nullIf", "arrayConcat", "hasAll", "hasAny", "hasSubstr", "arrayIntersect"],
  ...["tupleHammingDistance", "dotProduct", "cosineDistance", "L1Distance", "L2Distance", "LinfDistance"]
])

interface Pair {
  readonly first: number
  readonly second: number
  /** Whether the first is a list that the second could be an item of. */
  readonly isItem: boolean
}

const pairs: ReadonlyMap<string, Pair> = new Map([
  ...["has", "indexOf", "countEqual", "arrayPushBack", "arrayPushFront"].map((name): [string, Pair] => [
    name,
    { first: 0, second: 1, isItem: true }
  ]),
  ["arrayResize", { first: 0, second: 2, isItem: true }],
  ["LpDistance", { first: 0, second: 1, isItem: false }],
  ["transform", { first: 2, second: 3, isItem: true }],
  ...["lag", "lead", "lagInFrame", "leadInFrame"].map((name): [string, Pair] => [
    name,
    { first: 0, second: 2, isItem: false }
  ])
])

/** Throws `TypeMismatch` for the first argument that has nothing in common with the one it is held against. */
export const checkAlike = (name: string, args: readonly Value[], nodes: readonly ExpressionNode[]): void => {
  const check = ({ first, second, isItem }: Pair): void => {
    const [one, other, oneNode, otherNode] = [args[first], args[second], nodes[first], nodes[second]]
    if (one === undefined || other === undefined || oneNode === undefined || otherNode === undefined) return
    if (isItem && one.type.name !== "Array") return
    // What a text is compared with says what it means.
    if (name === "nullIf" && other.constant?.kind === "string" && isReadFromText(one.type)) return
    if (areAlike(one.type, isItem ? arrayType(other.type) : other.type)) return
    refuse(
      typeMismatch(
        `The arguments of ${name} have nothing in common: ${printHogql(oneNode)} is ${describeType(one.type)}, and ${printHogql(otherNode)} is ${describeType(other.type)}.`,
        otherNode.span
      )
    )
  }
  if (alike.has(name))
    for (let second = 1; second < args.length; second++) check({ first: 0, second, isItem: false })
  // Without a default, what is not found stays as it is.
  if (name === "transform" && args.length === 3) check({ first: 2, second: 0, isItem: true })
  const pair = pairs.get(name)
  if (pair !== undefined) check(pair)
}

const isReadFromText = (type: ValueType): boolean =>
  isNumeric(type) || isTime(type) || type.name === "UUID" || type.name === "Boolean"
