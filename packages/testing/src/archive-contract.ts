import { annotatingObligations } from './archive-contract/annotating.ts'
import type { ArchiveFixture } from './archive-contract/fixture.ts'
import { movingObligations } from './archive-contract/moving.ts'
import { rowObligations } from './archive-contract/rows.ts'
import { searchObligations } from './archive-contract/search.ts'
import { signingObligations } from './archive-contract/signing.ts'
import { defineContract, type ContractRunner } from './contract.ts'

export interface ArchiveContractOptions {
  /** What is tested, for the report: `sqlite archive`. */
  readonly name: string
  create(): Promise<ArchiveFixture>
}

/**
 * The obligations of `ArchiveStore` beyond those of `SessionStore`: chain and signatures, search, notes, rows by column, and moving
 * sessions to another store and back. What `verify` says of damaged files is the store's own test: damage looks different in each.
 */
export function archiveContract(runner: ContractRunner, options: ArchiveContractOptions): void {
  defineContract(runner, `archive contract: ${options.name}`, () => options.create(), [
    ...signingObligations, ...searchObligations, ...annotatingObligations, ...rowObligations, ...movingObligations,
  ])
}
