import { action, numberSetting, type Action, type ActionEffect, type ActionParameter, type Declarations } from '@lab/scpi'

const effect: ActionEffect = { kind: 'refused', why: 'it changes the calibration, which is for a calibration laboratory' }
const text: ActionParameter = { parameter: { kind: 'string', maxLength: 40, unquoted: true } }
const number: ActionParameter = { parameter: { kind: 'number' } }

function changes(header: string, form: Action['form'], parameters: readonly ActionParameter[], description: string): Action {
  return action({ header, form, parameters, effect, description })
}

/**
 * What changes the calibration is declared so that it is known and refused (Trueform Series Operating and Service Guide,
 * CALibration). What it says of itself can be read.
 */
export const calibrationCommands = {
  calibrate: changes('CALibration[:ALL]', 'query', [], 'Calibrates with the value that was entered. Refused.'),
  calibrationStep: changes('CALibration:SETup', 'both', [number], 'Goes to a step of the calibration. Refused.'),
  calibrationValue: changes('CALibration:VALue', 'both', [number], 'Enters the value that was measured. Refused.'),
  calibrationStore: changes('CALibration:STORe', 'command', [], 'Stores the calibration. Refused.'),
  calibrationSecured: changes(
    'CALibration:SECure:STATe', 'both', [{ parameter: { kind: 'boolean' } }, { ...text, optional: true }],
    'Whether the calibration is locked. Unlocking it is refused.',
  ),
  calibrationCode: changes('CALibration:SECure:CODE', 'command', [text], 'Changes the security code. Refused.'),
  calibrationText: changes(
    'CALibration:STRing', 'both', [text], 'What was noted at the last calibration. Writing it is refused.',
  ),
  calibrationCount: numberSetting({
    header: 'CALibration:COUNt', integer: true, format: 'nr1', writable: false, description: 'How often it was calibrated.',
  }),
} as const satisfies Declarations
