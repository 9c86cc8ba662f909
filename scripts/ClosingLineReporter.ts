/** Ends a test run with one plain line, `N passed, N failed, N skipped`, and names what was skipped: a skipped test that nobody sees tests nothing. */
import type { Reporter, TestModule } from "vitest/node"

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const of = (state: string) => tests.filter((test) => test.result().state === state)
    const skipped = of("skipped")
    for (const test of skipped.slice(0, 20)) console.log(`skipped: ${test.fullName}`)
    if (skipped.length > 20) console.log(`skipped: ${skipped.length - 20} more`)
    // A file that could not even be loaded holds no failed test, and must not look like success.
    const broken = modules.filter((module) => module.errors().length > 0).length
    console.log(
      `${of("passed").length} passed, ${of("failed").length + broken} failed, ${skipped.length} skipped`
    )
  }
}
