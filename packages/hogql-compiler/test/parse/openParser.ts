/** Leaves a parser open and ends; the test looks whether the process does too. */
import { createParser } from "../../src/parse/Parser.ts"

const tree = await createParser().parseSelect("select 1")
process.stdout.write(tree.node)
