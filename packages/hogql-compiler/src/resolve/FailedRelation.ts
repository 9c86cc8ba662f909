import type { Relation } from "./Scope.ts"
import { failedValue, type Value } from "./Value.ts"

/** Stands for a table of FROM that was refused: every column is there, and nothing is known of it. */
export class FailedRelation implements Relation {
  readonly label = "the table"
  readonly paths: readonly (readonly string[])[]
  readonly isFailed = true

  constructor(paths: readonly (readonly string[])[]) {
    this.paths = paths
  }

  /** A bare column may as well be another table's, so none is claimed. */
  has(): boolean {
    return false
  }

  column(): Value {
    return failedValue
  }

  columnNames(): readonly string[] {
    return []
  }

  star(): readonly { readonly name: string; readonly value: Value }[] {
    return [{ name: "*", value: failedValue }]
  }
}
