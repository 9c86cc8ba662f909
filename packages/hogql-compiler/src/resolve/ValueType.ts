/**
 * The type of a value while a query is resolved: the public name, whether it can be null, and what is inside.
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import type { PropertyScope } from "../schema/LogicalTable.ts"

export interface ValueType {
  readonly name: HogqlTypeName | "Interval" | "Map"
  readonly nullable: boolean
  /** Set on a yes or no that comes as 1 or 0, not as true or false. */
  readonly isFlag?: true
  /** Set on a DateTime that is known to hold whole seconds. */
  readonly isWholeSeconds?: true
  /** What an array holds. */
  readonly element?: ValueType
  /** What a tuple holds, by position. */
  readonly elements?: readonly ValueType[]
  /** What an aggregate's state gives when it is merged. */
  readonly merged?: ValueType
  /** The unit of an interval, in lower case, when it has a single one. */
  readonly unit?: string
  /** The zone a time is shown in, and a text beside it is read in, when it is not the project's. */
  readonly zone?: string
  /** How a JSON column's properties are defined. */
  readonly properties?: PropertyScope
}

const plain = (name: ValueType["name"]): ValueType => ({ name, nullable: false })

export const stringType = plain("String")
export const integerType = plain("Integer")
export const floatType = plain("Float")
export const booleanType = plain("Boolean")
/** What conditions give: ClickHouse has 1 and 0 for them. */
export const flagType: ValueType = { ...booleanType, isFlag: true }
export const dateType = plain("Date")
export const dateTimeType = plain("DateTime")
/** ClickHouse's DateTime, which has no fraction. */
export const secondsType: ValueType = { ...dateTimeType, isWholeSeconds: true }
export const decimalType = plain("Decimal")
export const uuidType = plain("UUID")
export const intervalType = plain("Interval")
export const mapType = plain("Map")
export const unknownType: ValueType = { name: "Unknown", nullable: true }

/** As callers see it: HogQL has no name for intervals, which come out as a number or a text by their unit, and for maps. */
export const publicName = ({ name }: ValueType): HogqlTypeName =>
  name === "Interval" || name === "Map" ? "Unknown" : name

export const nullableType = (type: ValueType, nullable = true): ValueType =>
  type.nullable === nullable ? type : { ...type, nullable }

export const arrayType = (element: ValueType): ValueType => ({ name: "Array", nullable: false, element })

export const isNumeric = (type: ValueType): boolean =>
  type.name === "Integer" || type.name === "Float" || type.name === "Decimal"

export const isTime = (type: ValueType): boolean => type.name === "DateTime" || type.name === "Date"

/** Text, whether it came as text or as a JSON document. */
export const isText = (type: ValueType): boolean => type.name === "String" || type.name === "JSON"

/** The type that values of all these types share, as in the branches of `if` or the items of an array. */
export const commonType = (types: readonly ValueType[]): ValueType => {
  const [first, ...rest] = types.filter((type) => type !== nullType)
  const nullable = types.some((type) => type.nullable)
  if (first === undefined) return unknownType
  return nullableType(rest.reduce(twoTypes, first), nullable)
}

/** The type of what could not be resolved. It is told from other unknown types by being this object. */
export const failedType: ValueType = {
  name: "Unknown",
  nullable: true,
  get element() {
    return failedType
  }
}

/** The type of NULL itself: it fits every other. */
export const nullType: ValueType = { name: "Unknown", nullable: true }

const twoTypes = (a: ValueType, b: ValueType): ValueType => {
  if (a.name === b.name) {
    // Beside true or false, 1 and 0 are taken for them.
    if (a.name === "Boolean") return a.isFlag === b.isFlag ? a : booleanType
    if (a.name === "DateTime") return a.isWholeSeconds === b.isWholeSeconds ? a : dateTimeType
    if (a.name === "Array" && a.element !== undefined && b.element !== undefined) {
      return arrayType(commonType([a.element, b.element]))
    }
    if (a.name === "Tuple" && a.elements?.length !== b.elements?.length)
      return { name: "Tuple", nullable: false }
    return a
  }
  if (isNumeric(a) && isNumeric(b)) return a.name === "Float" || b.name === "Float" ? floatType : a
  if (isText(a) && isText(b)) return stringType
  if (isTime(a) && isTime(b)) return dateTimeType
  return unknownType
}
