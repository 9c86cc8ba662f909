import type { Field, PostHogObject } from "@posthog-driver/driver"
import type { Table } from "./Table.ts"

export const objectsTable = (objects: readonly PostHogObject[]): Table => ({
  columns: [
    { name: "object" },
    { name: "table" },
    { name: "rows", type: "Integer" },
    { name: "writable" },
    { name: "description" }
  ],
  rows: objects.map(({ description, name, rows, table, writable }) => [
    name,
    table,
    rows ?? null,
    writable,
    description
  ])
})

export const fieldsTable = (fields: readonly Field[]): Table => ({
  columns: [{ name: "field" }, { name: "type" }, { name: "nullable" }, { name: "description" }],
  rows: fields.map(({ description, name, nullable, type }) => [name, type, nullable ?? null, description])
})
