import type { ContractInstrument } from '../../src/index.ts'
import type { ReferenceConnection } from '../reference-connection.ts'

/** A connection with one defect, and the facts of the contract that it breaks. */
export interface BrokenConnection {
  readonly defect: string
  readonly kind: new (instrument: ContractInstrument) => ReferenceConnection
  readonly fails: readonly string[]
}
