/** A table in FROM. Joins and aliases will hang here. */
export interface TableNode {
  readonly kind: "Table"
  readonly name: string
}
