/**
 * Functions that need OVER.
 */
import { functionTable } from "./HogqlFunction.ts"

// prettier-ignore
export const windowFunctions = functionTable("windows", "window", {
  rank: { args: 0, returns: "Integer", nullable: "never",
    does: "The place in the order, with gaps after equals.",
    example: "rank() over (order by s)", gives: [1,3,1,3] },
  dense_rank: { args: 0, returns: "Integer", nullable: "never",
    does: "The place in the order, without gaps.",
    example: "dense_rank() over (order by s)", gives: [1,2,1,2] },
  row_number: { args: 0, returns: "Integer", nullable: "never",
    does: "The number of the row, from 1.", example: "row_number() over (order by n)", gives: [1,2,3,4] },
  first_value: { args: 1, returns: { argument: 0 },
    does: "The first value of the frame.", example: "first_value(n) over (order by n)", gives: [1,1,1,1] },
  last_value: { args: 1, returns: { argument: 0 },
    does: "The last value of the frame.", example: "last_value(n) over (order by n)", gives: [1,2,3,4] },
  nth_value: { args: 2, takes: ["any", "whole"], returns: { argument: 0 },
    does: "The n-th value of the frame.",
    example: "nth_value(n, 2) over (order by n rows between unbounded preceding and unbounded following)", gives: [2,2,2,2] },
  lagInFrame: { args: [1, 3], takes: ["any", "whole", "any"], returns: { argument: 0 },
    does: "The value some rows before within the frame, or a default.",
    example: "lagInFrame(n, 1, 0) over (order by n)", gives: [0,1,2,3] },
  leadInFrame: { args: [1, 3], takes: ["any", "whole", "any"], returns: { argument: 0 },
    does: "The value some rows after within the frame, or a default.",
    example: "leadInFrame(n, 1, 0) over (order by n rows between unbounded preceding and unbounded following)", gives: [2,3,4,0] },
  lag: { args: [1, 3], takes: [["text", "number", "time", "interval", "UUID", "tuple"], "whole", "any"],
    clickhouse: "lagInFrame",
    special: "lag",
    returns: { argument: 0 },
    nullable: "always",
    does: "The value some rows before, NULL or a default when there is none.",
    example: "lag(n) over (order by n)", gives: [null,1,2,3],
    differs: "Without a frame it looks at the whole partition." },
  lead: { args: [1, 3], takes: [["text", "number", "time", "interval", "UUID", "tuple"], "whole", "any"],
    clickhouse: "leadInFrame",
    special: "lag",
    returns: { argument: 0 },
    nullable: "always",
    does: "The value some rows after, NULL or a default when there is none.",
    example: "lead(n) over (order by n)", gives: [2,3,4,null],
    differs: "Without a frame it looks at the whole partition." }
})
