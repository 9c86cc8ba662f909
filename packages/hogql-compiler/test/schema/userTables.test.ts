import { beforeAll, describe, expect, it } from "vitest"
import type { CompileContext, SavedView, WarehouseTable } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann } from "../store/rows.ts"

const { rows, raw, compile, compiler } = compileAndRun()

const customers: WarehouseTable = {
  name: "stripe.customers",
  description: "Who pays.",
  columns: [
    { name: "email", type: "String", nullable: false },
    { name: "amount", type: "Decimal" },
    { name: "since", type: "DateTime", physical: "created" },
    { name: "meta", type: "JSON", nullable: false, description: "What Stripe knows." }
  ],
  source: { table: "stripe_customers" }
}

const refunds: WarehouseTable = {
  name: "refunds",
  columns: [{ name: "email", type: "String" }],
  source: { table: "refunds", database: "outside" }
}

const view = (name: string, query: string): SavedView => ({ name, query })

const context: Partial<CompileContext> = {
  warehouseTables: [customers, refunds],
  views: [
    view("big_spenders", "select email, amount, meta from stripe.customers where amount > 20"),
    view("rich_emails", "select upper(email) as mail, meta from big_spenders"),
    view("purchases", "select timestamp as at, person_id, properties from events where event = 'purchase'"),
    view("with_cte", "with p as (select email from stripe.customers) select count() as n from p")
  ],
  joins: [
    {
      sourceTable: "persons",
      sourceKey: "properties.email",
      joiningTable: "stripe.customers",
      joiningKey: "email",
      fieldName: "customer"
    },
    {
      sourceTable: "stripe.customers",
      sourceKey: "email",
      joiningTable: "refunds",
      joiningKey: "email",
      fieldName: "refund"
    },
    {
      sourceTable: "big_spenders",
      sourceKey: "email",
      joiningTable: "refunds",
      joiningKey: "email",
      fieldName: "refund"
    }
  ]
}

beforeAll(() => {
  raw(
    "create table stripe_customers (email String, amount Nullable(Decimal(18, 2)), created DateTime64(6, 'UTC'), meta String) engine = MergeTree order by email"
  )
  raw(`insert into stripe_customers values ('ann@x.com', 30.5, '2024-01-01 23:30:00', '{"plan":"gold","seats":3}'),
    ('bob@x.com', 10, '2024-01-02 00:00:00', '{}'), ('eve@x.com', 40, '2024-01-03 00:00:00', '{"plan":"tin"}')`)
  raw("create database outside")
  raw("create table outside.refunds (email String) engine = MergeTree order by email")
  raw("insert into outside.refunds values ('ann@x.com')")
})

const refusal = async (query: string, more: Partial<CompileContext>) => {
  const failed = await compile(query, more).catch((error: unknown) => error)
  return (failed as { readonly reason: { readonly _tag: string; readonly message: string } }).reason
}

describe("a warehouse table", () => {
  it("is read by its dotted name, with its types", async () => {
    expect(
      await rows("select email, since, meta.plan from stripe.customers where amount > 20 order by email", {
        ...context,
        timezone: "Europe/Berlin"
      })
    ).toEqual([
      ["ann@x.com", "2024-01-02 00:30:00.000000", "gold"],
      ["eve@x.com", "2024-01-03 01:00:00.000000", "tin"]
    ])
    const { columns } = await compile("select * from stripe.customers", context)
    expect(columns).toEqual([
      { name: "email", type: "String", nullable: false },
      { name: "amount", type: "Decimal", nullable: true },
      { name: "since", type: "DateTime", nullable: true },
      { name: "meta", type: "JSON", nullable: false }
    ])
  })

  it("is joined like any other, whatever database it is in", async () => {
    expect(
      await rows(
        "select c.email, count() from stripe.customers c join refunds r on r.email = c.email join events e on e.person.properties.email = c.email group by c.email",
        context
      )
    ).toEqual([["ann@x.com", 5]])
  })

  it("is suggested when its name is misspelt", async () => {
    expect(await refusal("select * from stripe.customer", context)).toMatchObject({
      _tag: "UnknownTable",
      suggestion: "stripe.customers"
    })
  })

  it("is listed in the catalogue", async () => {
    expect(
      await rows(
        "select t.table_schema, t.table_type, t.description, c.column_name, c.data_type, c.is_nullable from system.information_schema.tables t join system.information_schema.columns c on c.table_name = t.table_name where t.table_name = 'stripe.customers' order by c.ordinal_position limit 2",
        context
      )
    ).toEqual([
      ["warehouse", "data_warehouse", "Who pays.", "email", "String", false],
      ["warehouse", "data_warehouse", "Who pays.", "amount", "Decimal", true]
    ])
  })

  it("has as many rows in the catalogue as the caller says", async () => {
    expect(
      await rows(
        "select table_name, row_count from system.information_schema.tables where table_schema = 'warehouse' order by table_name",
        { ...context, tableRows: { "stripe.customers": 3 } }
      )
    ).toEqual([
      ["refunds", null],
      ["stripe.customers", 3]
    ])
  })

  it.each([
    [{ warehouseTables: [{ ...customers, name: "events" }] }, "Two tables are called `events`."],
    [{ warehouseTables: [customers, customers] }, "Two tables are called `stripe.customers`."],
    [
      { warehouseTables: [customers], views: [view("stripe.customers", "select 1")] },
      "Two tables are called `stripe.customers`."
    ],
    [{ views: [view("", "select 1")] }, "A table needs a name."],
    [
      {
        warehouseTables: [
          { ...customers, columns: [...customers.columns, { name: "email", type: "String" as const }] }
        ]
      },
      "Two columns of `stripe.customers` have the same name, or one has none."
    ]
  ])("is refused when its names mean two things (%#)", async (more, message) => {
    expect(await refusal("select 1", more)).toMatchObject({ _tag: "InputRefused", message })
  })
})

describe("a saved view", () => {
  it("is read like a table, and can read other views", async () => {
    expect(await rows("select * from big_spenders order by amount", context)).toEqual([
      ["ann@x.com", 30.5, '{"plan":"gold","seats":3}'],
      ["eve@x.com", 40, '{"plan":"tin"}']
    ])
    expect(await rows("select mail, meta.plan from rich_emails order by mail", context)).toEqual([
      ["ANN@X.COM", "gold"],
      ["EVE@X.COM", "tin"]
    ])
    expect(await rows("select n from with_cte", context)).toEqual([[3]])
  })

  it("keeps types and properties", async () => {
    const { columns, tables } = await compile("select at, properties.amount from purchases", context)
    expect(columns).toEqual([
      { name: "at", type: "DateTime", nullable: false },
      { name: "amount", type: "Float", nullable: true }
    ])
    expect(tables).toEqual(["events", "purchases"])
    expect(
      await rows("select count() from purchases where properties.amount > 10 and at > '2024-03-05'", context)
    ).toEqual([[1]])
  })

  it("sees only its own project", async () => {
    expect(await rows("select count() from purchases", context)).toEqual([[4]])
    expect(await rows("select count() from purchases", { ...context, projectId: 2 })).toEqual([[3]])
  })

  it("can be joined, aliased and used twice", async () => {
    expect(
      await rows(
        "select a.email from big_spenders a join big_spenders b on a.email = b.email where b.amount > 35",
        context
      )
    ).toEqual([["eve@x.com"]])
    expect(
      await rows(
        "select email from big_spenders where email in (select lower(mail) from rich_emails) order by email limit 1",
        context
      )
    ).toEqual([["ann@x.com"]])
  })

  it("is refused when it reads itself", async () => {
    const circle = [
      view("a", "select * from b"),
      view("b", "select * from c"),
      view("c", "select x from (select * from a)")
    ]
    expect(await refusal("select * from a", { views: circle })).toMatchObject({
      _tag: "NotSupported",
      construct: "A view that reads itself",
      start: 14,
      end: 15
    })
    expect((await refusal("select * from a", { views: circle })).message).toContain(
      "`a` reads `b` reads `c` reads `a`"
    )
  })

  it("is blamed at the place where it is named, for whatever is wrong in it", async () => {
    for (const query of ["select nope from events", "select from from from", "select f(1)"]) {
      const reason = await refusal("select * from broken", { views: [view("broken", query)] })
      expect(reason).toMatchObject({ start: 14, end: 20 })
      expect(reason.message).toMatch(/^The view `broken` cannot be read: /)
    }
    const { errors } = await compiler().check("select x, nope2 from broken", {
      projectId: 1,
      views: [view("broken", "select nope from events")]
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ start: 21, end: 27 })
  })

  it("with two columns of one name is read by * only", async () => {
    const twins = [
      view("twins", "select 1 as a, e.event, f.event from events e join events f on e.uuid = f.uuid")
    ]
    expect(await rows("select * from twins limit 1", { views: twins })).toHaveLength(1)
    expect(await refusal("select event from twins", { views: twins })).toMatchObject({
      _tag: "AmbiguousColumn",
      name: "event"
    })
  })

  it("costs nothing when nobody reads it", async () => {
    expect(await rows("select 1", { views: [view("broken", "select nope from events")] })).toEqual([[1]])
  })
})

describe("a join of the user's own", () => {
  it("leads from a property to a warehouse table, and on", async () => {
    expect(
      await rows(
        "select properties.email as email, customer.amount, customer.refund.email from persons where email is not null order by email",
        context
      )
    ).toEqual([
      ["ann@x.com", 30.5, "ann@x.com"],
      ["bob@x.com", 10, ""]
    ])
  })

  it.each([
    ["person_id_override_properties_on_events", 5],
    ["person_id_override_properties_joined", 6],
    ["disabled", 6]
  ] as const)("works from the person of an event in the mode %s", async (personsMode, times) => {
    expect(
      await rows("select count() from events where person.customer.amount = 30.5", {
        ...context,
        personsMode
      })
    ).toEqual([[times]])
  })

  it("works from a view", async () => {
    expect(await rows("select email, refund.email from big_spenders order by email", context)).toEqual([
      ["ann@x.com", "ann@x.com"],
      ["eve@x.com", ""]
    ])
  })

  it("never takes a column's name", async () => {
    const joins = [{ ...context.joins![0]!, fieldName: "id" }]
    expect(await rows("select count() from persons where id is not null", { ...context, joins })).toEqual([
      [3]
    ])
  })

  it("is refused where it is used, when its table is gone", async () => {
    const joins = [{ ...context.joins![0]!, joiningTable: "gone" }]
    expect(await refusal("select customer.amount from persons", { ...context, joins })).toMatchObject({
      _tag: "UnknownTable"
    })
    expect(await rows("select count() from persons", { ...context, joins })).toEqual([[3]])
  })

  it("compares a UUID or a whole number with a text as text, and refuses what is never equal", async () => {
    const to = (joiningKey: string, sourceKey = "id"): Partial<CompileContext> => ({
      warehouseTables: [
        {
          name: "notes",
          columns: [
            { name: "person", type: "String" },
            { name: "seats", type: "Integer" },
            { name: "at", type: "DateTime" },
            { name: "text", type: "String" }
          ],
          source: { table: "notes" }
        }
      ],
      joins: [{ sourceTable: "persons", sourceKey, joiningTable: "notes", joiningKey, fieldName: "note" }]
    })
    raw(
      "create table if not exists notes (person String, seats Int64, at DateTime64(6), text String) engine = MergeTree order by person"
    )
    raw(`insert into notes values ('${ann}', 3, now(), 'tall')`)
    expect(await rows("select note.text from persons where note.text != ''", to("person"))).toEqual([
      ["tall"]
    ])
    expect(
      await rows("select note.text from persons where note.text != ''", to("seats", "properties.seats"))
    ).toEqual([["tall"]])
    expect(await refusal("select note.text from persons", to("at"))).toMatchObject({
      _tag: "TypeMismatch",
      message: "This joins a UUID with a DateTime, which are never equal."
    })
  })
})
