/** Names of result columns, as PostHog gives them. */
import { afterAll, describe, expect, it } from "vitest"
import { createCompiler } from "../../src/index.ts"
import { project } from "../store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

describe("a column without an alias", () => {
  it.each([
    ["event", "event"],
    ["e.event", "event"],
    ["e.person.properties.email", "email"],
    ["properties.$browser", "$browser"],
    ["properties.a.b", "a__b"],
    ["properties['x']['y z']", "x__y z"],
    ["properties.list.1", "list__1"],
    ["session.$session_duration", "$session_duration"],
    ["count()", "count()"],
    ["COUNT(distinct event)", "COUNT(DISTINCT event)"],
    ["quantile(0.5)(1)", "quantile(0.5)(1)"],
    ["toString(properties['a b'])", "toString(properties.`a b`)"],
    ["1 + 2 * 3", "plus(1, multiply(2, 3))"],
    ["event = 'it''s'", "equals(event, 'it\\'s')"],
    ["event in ('a', 'b')", "in(event, tuple('a', 'b'))"],
    ["event is null", "equals(event, NULL)"],
    ["event between 'a' and 'b'", "event BETWEEN 'a' AND 'b'"],
    ["event is not distinct from 'a'", "event IS NOT DISTINCT FROM 'a'"],
    ["event =~ 'a'", "match(event, 'a')"],
    ["event !~* 'a'", "not(match(event, concat('(?i)', 'a')))"],
    ["not (event = 'a' and 1 = 1)", "not(and(equals(event, 'a'), equals(1, 1)))"],
    ["event like '%50%'", "like(event, '50')"],
    ["arrayMap(x -> x + 1, [1, 2])", "arrayMap(x -> plus(x, 1), [1, 2])"],
    ["(1, 'a')", "tuple(1, 'a')"],
    ["tuple(1, 2).1", "tuple(1, 2).1"],
    ["event || 'x'", "concat(event, 'x')"],
    ["event ?? 'x'", "ifNull(event, 'x')"],
    ["case when event = 'a' then 1 end", "if(equals(event, 'a'), 1, NULL)"],
    ["interval 2 day", "toIntervalDay(2)"],
    ["person_id in cohort 7", "person_id IN COHORT 7"],
    [
      "sum(1) over (partition by event order by timestamp desc rows between 1 preceding and unbounded following)",
      "sum(1) OVER (PARTITION BY event ORDER BY timestamp DESC ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)"
    ],
    ["1", "1"],
    ["'x'", "'x'"],
    ["null", "NULL"],
    ["true", "true"]
  ])("%s is called %s", async (expression, name) => {
    const { columns } = await compiler.compile(`select ${expression} from events e`, project)
    expect(columns[0]?.name).toBe(name)
  })

  it("keeps its name in a subquery, where it can be asked for", async () => {
    const { columns } = await compiler.compile(
      "select `count()`, a__b, $browser from (select count(), properties.a.b, properties.$browser from events group by all)",
      project
    )
    expect(columns.map(({ name }) => name)).toEqual(["count()", "a__b", "$browser"])
  })
})
