import type { AliasNode } from "../ast/Expression.ts"
import { aliasInvalid, quote } from "../HogqlReason.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"

const reservedAliases = new Set(["true", "false", "null", "team_id"])

/** Refuses a name that cannot be given to a value here: an empty one, a reserved one, and one that is taken. */
export const checkAlias = ({ alias, span }: AliasNode, scope: Scope): void => {
  if (alias === "") refuse(aliasInvalid(alias, "An alias cannot be empty.", span))
  if (reservedAliases.has(alias.toLowerCase())) {
    refuse(aliasInvalid(alias, `${quote(alias)} cannot be an alias. Choose another name.`, span))
  }
  if (scope.aliases.has(alias) || scope.lambdaArguments.has(alias)) {
    refuse(aliasInvalid(alias, `The alias ${quote(alias)} is already taken. Choose another name.`, span))
  }
}
