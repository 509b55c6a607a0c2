import {
  action, booleanSetting, choiceSetting, type ActionEffect, type ActionParameter, type Declarations, type Setting,
  type StringParameter,
} from '@lab/scpi'

const none: ActionEffect = { kind: 'none' }
const recalls: ActionEffect = { kind: 'unknowable', why: 'it sets a stored state' }

const text: ActionParameter = { parameter: { kind: 'string' } }
const slot: ActionParameter = { parameter: { kind: 'number', integer: true, range: { min: 0, max: 4 } } }
const whole = (min: number, max: number): ActionParameter => ({
  parameter: { kind: 'number', integer: true, range: { min, max } },
})

function query(header: string, description: string, parameters: readonly ActionParameter[] = []) {
  return action({ header, form: 'query', effect: none, parameters, description })
}

function command(header: string, description: string, parameters: readonly ActionParameter[] = [], effect: ActionEffect = none) {
  return action({ header, form: 'command', effect, parameters, description })
}

function textSetting(header: string, description: string, maxLength: number, reset?: string): Setting<StringParameter> {
  return {
    kind: 'setting', header, parameter: { kind: 'string', maxLength }, description, ...(reset === undefined ? {} : { reset }),
  }
}

/** Identity, self-test and stored states. */
export const stateCommands = {
  options: query('*OPT', 'Installed options, as text.'),
  selfTest: query('*TST', 'Self-test; +0 when passed. It takes some 15 s.'),
  saveState: command(
    '*SAV', 'Stores the present state in a slot, 0 to 4; 0 is overwritten when the instrument is switched off.', [slot],
  ),
  recallState: command('*RCL', 'Recalls a stored state.', [slot], recalls),
  stateName: action({
    header: 'MEMory:STATe:NAME', form: 'both',
    parameters: [slot, { parameter: { kind: 'string', unquoted: true }, optional: true }],
    effect: none, description: 'Name of a stored state.',
  }),
  stateCatalog: query('MEMory:STATe:CATalog', 'Names of all stored states.'),
  deleteState: command('MEMory:STATe:DELete', 'Forgets a stored state.', [slot]),
  isStateValid: query('MEMory:STATe:VALid', 'Whether a slot holds a state.', [slot]),
  recallsAtPowerOn: booleanSetting({
    header: 'MEMory:STATe:RECall:AUTO',
    effect: { kind: 'unknowable', why: 'what the state of power-down would set is not known' },
    description: 'Whether switching on recalls the state of switching off. Kept without power.',
  }),
  stateSlots: query('MEMory:NSTates', 'Number of slots.'),
} as const satisfies Declarations

/** Front panel. */
export const panelCommands = {
  display: booleanSetting({ header: 'DISPlay', reset: true, description: 'Switches the display.' }),
  displayText: textSetting('DISPlay:TEXT', 'Text on the display; an empty one gives it back.', 40, ''),
  clearDisplayText: command('DISPlay:TEXT:CLEar', 'Takes the text off the display.'),
  screenshot: query('HCOPy:SDUMp:DATA', 'Picture of the display.'),
  screenshotFormat: choiceSetting({
    header: 'HCOPy:SDUMp:DATA:FORMat', choices: { png: 'PNG', bmp: 'BMP' }, reset: 'png',
    description: 'Format of pictures of the display.',
  }),
  beep: command('SYSTem:BEEPer[:IMMediate]', 'Sounds the beeper once.'),
  beeper: booleanSetting({
    header: 'SYSTem:BEEPer:STATe', description: 'Whether the beeper sounds at errors. Kept without power.',
  }),
  date: action({
    header: 'SYSTem:DATE', form: 'both', parameters: [whole(2000, 2099), whole(1, 12), whole(1, 31)], effect: none,
    description: 'Date of the clock: year, month, day.',
  }),
  time: action({
    header: 'SYSTem:TIME', form: 'both',
    parameters: [whole(0, 23), whole(0, 59), { parameter: { kind: 'number', range: { min: 0, max: 60 } } }], effect: none,
    description: 'Time of the clock: hours, minutes, seconds.',
  }),
  requestLock: query('SYSTem:LOCK:REQuest', 'Asks for the instrument alone: 1 granted, 0 refused.'),
  releaseLock: command('SYSTem:LOCK:RELease', 'Gives back what was asked for once.'),
  lockOwner: query('SYSTem:LOCK:OWNer', 'Interface that has the instrument alone, or NONE.'),
  lockName: query('SYSTem:LOCK:NAME', 'Name of the interface that asks.'),
  eraseAll: command('SYSTem:SECurity:IMMediate', 'Erases everything stored and switches off.', [], {
    kind: 'refused', why: 'it erases everything stored, for good',
  }),
} as const satisfies Declarations

/** Files on `INT:\` and `USB:\`. */
export const fileCommands = {
  catalog: query(
    'MMEMory:CATalog[:ALL]', 'Files of a folder, the present one when none is named.', [{ ...text, optional: true }],
  ),
  arbitraryCatalog: query(
    'MMEMory:CATalog:DATA:ARBitrary', 'Files of a folder that hold waveforms.', [{ ...text, optional: true }],
  ),
  folder: action({
    header: 'MMEMory:CDIRectory', form: 'both', parameters: [text], effect: none, description: 'Present folder.',
  }),
  makeFolder: command('MMEMory:MDIRectory', 'Makes a folder.', [text]),
  removeFolder: command('MMEMory:RDIRectory', 'Removes an empty folder.', [text]),
  copyFile: command('MMEMory:COPY', 'Copies a file.', [text, text]),
  moveFile: command('MMEMory:MOVE', 'Moves a file.', [text, text]),
  deleteFile: command('MMEMory:DELete', 'Deletes a file.', [text]),
  downloadName: action({
    header: 'MMEMory:DOWNload:FNAMe', form: 'both', parameters: [text], effect: none,
    description: 'File that `MMEMory:DOWNload:DATA` writes.',
  }),
  downloadData: command('MMEMory:DOWNload:DATA', 'Writes the file that was named.', [{ parameter: { kind: 'block' } }]),
  upload: query('MMEMory:UPLoad', 'Contents of a file, as a block.', [text]),
  loadArbitrary: command('MMEMory:LOAD:DATA<n>', 'Loads a waveform from a file into volatile memory of a channel.', [text]),
  storeArbitrary: command('MMEMory:STORe:DATA<n>', 'Stores the waveform that a channel plays in a file.', [text]),
  loadState: command('MMEMory:LOAD:STATe', 'Takes a state from a file.', [text], recalls),
  storeState: command('MMEMory:STORe:STATe', 'Stores the present state in a file.', [text]),
} as const satisfies Declarations

