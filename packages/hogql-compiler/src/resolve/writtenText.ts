/** Written texts that are read as what they stand beside: a UUID, a time or a number. */
import { readInstant } from "./instant.ts"
import { isNumeric, isText, isTime, type ValueType } from "./ValueType.ts"

/** The forms of a UUID that ClickHouse reads. */
const uuid = /^[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}$/i

const decimal = /^-?\d{1,15}(?:\.\d{1,15})?$/

export const isWrittenUuid = (text: string): boolean => uuid.test(text)

export const isWrittenNumber = (text: string): boolean => decimal.test(text)

/** Whether a text is one of a value of this type. */
export const isWrittenFor = (text: string, type: ValueType): boolean => {
  if (type.name === "UUID") return isWrittenUuid(text)
  if (isNumeric(type)) return isWrittenNumber(text)
  if (!isTime(type)) return isText(type)
  const instant = readInstant(text)
  return instant !== undefined && (type.name === "DateTime" || !instant.hasTime)
}
