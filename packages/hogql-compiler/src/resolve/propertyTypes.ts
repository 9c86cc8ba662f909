/**
 * What a property is defined as, by scope and name. A definition for one group type wins over one for all.
 */
import type { PropertyDefinition } from "../Compiler.ts"
import type { PropertyScope } from "../schema/LogicalTable.ts"

export type PropertyType = PropertyDefinition["type"]

/** A property without a definition is text. */
export const propertyType = (
  definitions: readonly PropertyDefinition[],
  scope: PropertyScope,
  name: string
): PropertyType => {
  const types = typesOf(definitions)
  const found = types.get(`${scope} ${name}`)
  if (found !== undefined || !scope.startsWith("group_")) return found ?? "String"
  return types.get(`group ${name}`) ?? "String"
}

const knownTypes = new WeakMap<readonly PropertyDefinition[], ReadonlyMap<string, PropertyType>>()

/** Definitions by scope and name; a list is looked through once, when the first property is read. */
const typesOf = (definitions: readonly PropertyDefinition[]): ReadonlyMap<string, PropertyType> => {
  let types = knownTypes.get(definitions)
  if (types === undefined) {
    types = new Map(
      definitions.map(({ scope, name, type, groupTypeIndex }) => [
        groupTypeIndex === undefined ? `${scope} ${name}` : `group_${groupTypeIndex} ${name}`,
        type
      ])
    )
    knownTypes.set(definitions, types)
  }
  return types
}
