import type { CompileContext } from "../../src/index.ts"

/** The project of `rows.ts`, as a compiler sees it. */
export const project: CompileContext = {
  projectId: 1,
  cohorts: [
    { id: 7, name: "Payers", isStatic: false, version: 2 },
    { id: 8, name: "Friends", isStatic: true, version: 0 }
  ],
  propertyDefinitions: [
    { scope: "event", name: "amount", type: "Numeric" },
    { scope: "event", name: "paid", type: "Boolean" },
    { scope: "event", name: "when", type: "DateTime" },
    { scope: "person", name: "seats", type: "Numeric" }
  ]
}
