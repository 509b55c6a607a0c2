import { defineContract, type ContractRunner } from './contract.ts'
import { findingObligations } from './store-contract/finding.ts'
import type { StoreFixture } from './store-contract/fixture.ts'
import { valueObligations } from './store-contract/values.ts'
import { writingObligations } from './store-contract/writing.ts'

export interface StoreContractOptions {
  /** What is tested, for the report: `sqlite store`. */
  readonly name: string
  /** An empty store. Disposing of the fixture must leave nothing behind. */
  create(): Promise<StoreFixture>
}

/** The obligations of `SessionStore` and `SessionWriter`, as tests. Values are compared bit for bit in a second instance. */
export function storeContract(runner: ContractRunner, options: StoreContractOptions): void {
  defineContract(runner, `store contract: ${options.name}`, () => options.create(), [
    ...writingObligations, ...valueObligations, ...findingObligations,
  ])
}
