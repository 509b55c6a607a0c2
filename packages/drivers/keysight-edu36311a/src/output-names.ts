import type { Channel } from './specifications.ts'

/** What the front panel calls the outputs, and `INSTrument?` answers. N30V is positive like the others. */
export const outputNames = { 1: 'P6V', 2: 'P30V', 3: 'N30V' } as const satisfies Readonly<Record<Channel, string>>

/** Name of an output. */
export type OutputName = (typeof outputNames)[Channel]
