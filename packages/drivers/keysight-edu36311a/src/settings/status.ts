import { action, type Action, type Declarations } from '@lab/scpi'

const node = 'STATus:QUEStionable:INSTrument'
const none = { kind: 'none' } as const

function query(header: string, description: string): Action {
  return action({ header, form: 'query', effect: none, description })
}

function enable(header: string, description: string): Action {
  return action({
    header, form: 'both', parameters: [{ parameter: { kind: 'number', integer: true, range: { min: 0, max: 65535 } } }],
    effect: none,
    description,
  })
}

/** The registers of single outputs and the one that sums them up (Programming Guide, STATus:QUEStionable:INSTrument). */
export const statusDeclarations = {
  summaryEvent: query(`${node}[:EVENt]`, 'Reads and clears which outputs had an enabled event: bit n for output n.'),
  summaryEnable: enable(`${node}:ENABle`, 'Enables outputs in the questionable register: bit n for output n, 14 for all.'),
  regulationEvent: query(
    `${node}:ISUMmary<n>[:EVENt]`,
    'Reads and clears what output n has been through: 1 it entered constant current, 2 constant voltage.',
  ),
  regulationCondition: query(
    `${node}:ISUMmary<n>:CONDition`,
    'How output n regulates: 0 off or unregulated, 1 constant current, 2 constant voltage, 3 neither or a fault.',
  ),
  regulationEnable: enable(`${node}:ISUMmary<n>:ENABle`, 'Enables the events of output n: 1, 2 or 3 for both.'),
} as const satisfies Declarations
