/**
 * The part of a test runner that a contract needs. `{ describe, it }` of vitest fits, and so does that of `node:test`.
 */
export interface ContractRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
}

/** One thing an implementation must do, as a fact and as a check of it. */
export interface Obligation<Fixture> {
  readonly fact: string
  check(fixture: Fixture): Promise<void>
}

/** One test for each obligation, each with a fixture of its own. */
export function defineContract<Fixture extends AsyncDisposable>(
  runner: ContractRunner, name: string, open: () => Promise<Fixture>, obligations: readonly Obligation<Fixture>[],
): void {
  runner.describe(name, () => {
    for (const obligation of obligations) {
      runner.it(obligation.fact, async () => {
        await using fixture = await open()
        await obligation.check(fixture)
      })
    }
  })
}
