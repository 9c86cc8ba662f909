/**
 * A project small enough to work every answer out by hand.
 *
 * Ann browsed as `anon-1` before she signed up; that id was merged into hers after the event was written. Dan was deleted.
 * Project 2 holds rows with the same names, which must never be seen.
 */
export const ann = "00000000-0000-4000-8000-000000000001"
export const bob = "00000000-0000-4000-8000-000000000002"
export const cat = "00000000-0000-4000-8000-000000000003"
export const dan = "00000000-0000-4000-8000-000000000004"
export const anonymous = "00000000-0000-4000-8000-000000000009"
export const stranger = "00000000-0000-4000-8000-0000000000ff"

const uuid = (n: number): string => `10000000-0000-4000-8000-${String(n).padStart(12, "0")}`

interface Told {
  readonly n: number
  readonly at: string
  readonly event: string
  readonly by: string
  readonly person: string
  readonly properties: unknown
  readonly person_properties: unknown
  readonly team?: number
}

const free = { plan: "free", email: "ann@x.com" }
const pro = { plan: "pro", email: "ann@x.com" }

const told: readonly Told[] = [
  {
    n: 1,
    at: "2024-03-01 22:30:00",
    event: "$pageview",
    by: "anon-1",
    person: anonymous,
    properties: { $current_url: "https://x.com/", $browser: "Chrome", $session_id: "s1" },
    person_properties: {}
  },
  {
    n: 2,
    at: "2024-03-01 22:40:00",
    event: "signup",
    by: "ann",
    person: ann,
    properties: { method: "email", $session_id: "s1", $current_url: "https://x.com/signup?a=1" },
    person_properties: free
  },
  {
    n: 3,
    at: "2024-03-01 23:30:00",
    event: "$pageview",
    by: "ann",
    person: ann,
    properties: { $current_url: "https://x.com/pricing", $browser: "Chrome", $session_id: "s2" },
    person_properties: free
  },
  {
    n: 4,
    at: "2024-03-02 10:00:00.123456",
    event: "purchase",
    by: "ann",
    person: ann,
    properties: { amount: 20, paid: true, items: ["a", "b"], coupon: null, size: "10" },
    person_properties: pro
  },
  {
    n: 5,
    at: "2024-03-02 11:00:00",
    event: "$pageview",
    by: "bob",
    person: bob,
    properties: { $current_url: "https://x.com/", $browser: "Safari", $session_id: "s3" },
    person_properties: { plan: "free" }
  },
  {
    n: 6,
    at: "2024-03-02 11:00:05",
    event: "signup",
    by: "bob",
    person: bob,
    properties: { method: "google", $session_id: "s3" },
    person_properties: { plan: "free" }
  },
  {
    n: 7,
    at: "2024-03-03 09:00:00",
    event: "purchase",
    by: "bob",
    person: bob,
    properties: { amount: 5.5, paid: false, items: ["c"], nested: { deep: { key: "v" } } },
    person_properties: { plan: "free" }
  },
  {
    n: 8,
    at: "2024-03-08 12:00:00",
    event: "$pageview",
    by: "ann",
    person: ann,
    properties: { $current_url: "https://x.com/docs", $browser: "Firefox", $session_id: "s4" },
    person_properties: pro
  },
  {
    n: 9,
    at: "2024-03-09 12:00:00",
    event: "purchase",
    by: "cat",
    person: cat,
    properties: { amount: 100, paid: true, coupon: "", "it's": "quoted", "a.b": "dotted", text: "null" },
    person_properties: { plan: "pro" }
  },
  {
    n: 10,
    at: "2024-03-10 12:00:00",
    event: "purchase",
    by: "ann",
    person: ann,
    properties: { amount: "n/a", paid: "maybe", when: "2024-03-05T10:00:00Z" },
    person_properties: pro
  },
  ...[11, 12, 13].map((n) => ({
    n,
    at: "2024-03-02 12:00:00",
    event: "purchase",
    by: "ann",
    person: stranger,
    properties: { amount: 1000, $session_id: "s1", $browser: "Secret" },
    person_properties: { plan: "secret" },
    team: 2
  }))
]

export const eventRows = told.map(
  ({ n, at, event, by, person, properties, person_properties, team = 1 }) => ({
    team_id: team,
    uuid: uuid(n),
    event,
    properties: JSON.stringify(properties),
    timestamp: at,
    created_at: at,
    distinct_id: by,
    person_id: person,
    person_properties: JSON.stringify(person_properties),
    person_created_at: "2024-01-01 00:00:00"
  })
)

const person = (id: string, properties: unknown, version: number, more: object = {}) => ({
  team_id: 1,
  id,
  created_at: "2024-01-01 00:00:00",
  properties: JSON.stringify(properties),
  is_identified: true,
  is_deleted: 0,
  version,
  ...more
})

export const personRows = [
  person(ann, { plan: "free", email: "ann@x.com" }, 1),
  person(ann, { plan: "pro", email: "ann@x.com", seats: 3 }, 2),
  person(bob, { plan: "free", email: "bob@x.com" }, 1),
  person(cat, { plan: "pro" }, 1, { is_identified: false }),
  person(dan, { plan: "pro" }, 1),
  person(dan, {}, 2, { is_deleted: 1 }),
  person(stranger, { plan: "secret" }, 9, { team_id: 2 })
]

const link = (distinct_id: string, person_id: string, team_id = 1) => ({
  team_id,
  distinct_id,
  person_id,
  is_deleted: 0,
  version: 1
})

export const personDistinctIdRows = [
  link("anon-1", ann),
  link("ann", ann),
  link("bob", bob),
  link("cat", cat),
  link("ann", stranger, 2)
]

export const overrideRows = [link("anon-1", ann), link("ann", stranger, 2)]

export const cohortRows = [
  { team_id: 1, cohort_id: 7, person_id: bob, version: 1 },
  { team_id: 1, cohort_id: 7, person_id: ann, version: 2 },
  { team_id: 1, cohort_id: 7, person_id: cat, version: 2 },
  { team_id: 2, cohort_id: 7, person_id: bob, version: 2 }
]

export const staticCohortRows = [
  { team_id: 1, cohort_id: 8, person_id: bob },
  { team_id: 1, cohort_id: 8, person_id: bob },
  { team_id: 2, cohort_id: 8, person_id: ann }
]

const object = (kind: string, id: number, body: object, more: object = {}) => ({
  team_id: 1,
  kind,
  id,
  body: JSON.stringify({ id, ...body }),
  deleted: 0,
  version: 1,
  ...more
})

export const objectRows = [
  object("insights", 1, { name: "Old name", short_id: "aaa", saved: true }),
  object(
    "insights",
    1,
    { name: "Sales", short_id: "aaa", saved: true, created_at: "2024-02-01T08:00:00Z" },
    { version: 2 }
  ),
  object("insights", 2, { name: "Gone" }, { version: 1 }),
  object("insights", 2, { name: "Gone" }, { version: 2, deleted: 1 }),
  object("feature_flags", 3, {
    key: "new-page",
    active: true,
    filters: { groups: [{ rollout_percentage: 50 }] }
  }),
  object("insights", 4, { name: "Secret" }, { team_id: 2 })
]
