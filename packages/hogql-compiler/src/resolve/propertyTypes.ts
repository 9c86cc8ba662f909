/**
 * What a property is defined as, by scope and name. A definition for one group type wins over one for all.
 */
import type { PropertyDefinition } from "../Compiler.ts"
import type { PropertyScope } from "../schema/LogicalTable.ts"

export type PropertyType = PropertyDefinition["type"]

export class PropertyTypes {
  readonly #types: ReadonlyMap<string, PropertyType>

  constructor(definitions: readonly PropertyDefinition[]) {
    this.#types = new Map(
      definitions.map(({ scope, name, type, groupTypeIndex }) => [
        groupTypeIndex === undefined ? `${scope} ${name}` : `group_${groupTypeIndex} ${name}`,
        type
      ])
    )
  }

  /** A property without a definition is text. */
  of(scope: PropertyScope, name: string): PropertyType {
    const found = this.#types.get(`${scope} ${name}`)
    if (found !== undefined || !scope.startsWith("group_")) return found ?? "String"
    return this.#types.get(`group ${name}`) ?? "String"
  }
}
