import { action, type Action, type ActionEffect, type ActionParameter, type Declarations } from '@lab/scpi'
import { channels } from '../specifications.ts'

const effect: ActionEffect = { kind: 'refused', why: 'it changes the calibration, which is for a calibration laboratory' }
const value: ActionParameter = { parameter: { kind: 'number' } }
const bound: ActionParameter = { parameter: { kind: 'choice', choices: { min: 'MINimum', max: 'MAXimum' } } }

const text: ActionParameter = { parameter: { kind: 'string', maxLength: 40 } }
const code: ActionParameter = { parameter: { kind: 'string', unquoted: true } }

function query(header: string, description: string): Action {
  return action({ header, form: 'query', effect: { kind: 'none' }, description })
}

function changes(header: string, form: 'command' | 'both', parameters: readonly ActionParameter[], description: string): Action {
  return action({ header, form, parameters, effect, description })
}

function level(header: string, parameter: ActionParameter, description: string): Action {
  return action({ header, form: 'command', parameters: [parameter], channels, effect, description })
}

/** What changes the calibration is declared so that it is known and refused (Programming Guide, CALibration). */
export const calibrationDeclarations = {
  calibrationSecurity: changes(
    'CALibration:SECure:STATe', 'both', [{ parameter: { kind: 'boolean' } }, { ...code, optional: true }],
    'Whether the calibration is secured. Unlocking it is refused.',
  ),
  calibrationCode: changes('CALibration:SECure:CODE', 'command', [code], 'Changes the security code. Refused.'),
  calibrationVoltageLevel: level('CALibration:VOLTage:LEVel', bound, 'Goes to a point of the voltage calibration. Refused.'),
  calibrationVoltage: level('CALibration:VOLTage[:DATA]', value, 'Enters the voltage that was measured. Refused.'),
  calibrationCurrentLevel: level('CALibration:CURRent:LEVel', bound, 'Goes to a point of the current calibration. Refused.'),
  calibrationCurrent: level('CALibration:CURRent[:DATA]', value, 'Enters the current that was measured. Refused.'),
  calibrationSave: changes('CALibration:SAVE', 'command', [], 'Stores the calibration. Refused.'),
  calibrationAutoSave: changes('CALibration:ASAVe', 'command', [], 'Stores the calibration and ends it. Refused.'),
  calibrationCount: query('CALibration:COUNt', 'How often the instrument was calibrated.'),
  calibrationDate: changes('CALibration:DATE', 'both', [text], 'Date of the calibration. Writing it is refused.'),
  calibrationText: changes(
    'CALibration:STRing', 'both', [text], 'Text that was stored with the calibration. Writing it is refused.',
  ),
} as const satisfies Declarations
