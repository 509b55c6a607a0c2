import {
  action, booleanSetting, choiceSetting, type Action, type ActionParameter, type Declarations,
} from '@lab/scpi'

const recalled = {
  RCL0: 'RCL0', RCL1: 'RCL1', RCL2: 'RCL2', RCL3: 'RCL3', RCL4: 'RCL4', RCL5: 'RCL5', RCL6: 'RCL6', RCL7: 'RCL7', RCL8: 'RCL8',
  RCL9: 'RCL9',
} as const

const none = { kind: 'none' } as const

function whole(min: number, max: number): ActionParameter {
  return { parameter: { kind: 'number', integer: true, range: { min, max } } }
}

function command(header: string, description: string): Action {
  return action({ header, form: 'command', effect: none, description })
}

/** Front panel, clock and stored states (Programming Guide, DISPlay, HCOPy, SYSTem, OUTPut:PON). */
export const systemDeclarations = {
  display: booleanSetting({ header: 'DISPlay[:WINDow][:STATe]', reset: true, description: 'Switches the front panel display.' }),
  displayView: choiceSetting({
    header: 'DISPlay[:WINDow]:VIEW', choices: { one: 'METER1', all: 'METER3' }, reset: 'all',
    description: 'Whether the display shows one output or all three.',
  }),
  beep: command('SYSTem:BEEPer[:IMMediate]', 'Sounds the beeper once.'),
  beeper: booleanSetting({
    header: 'SYSTem:BEEPer:STATe', description: 'Whether the beeper sounds at errors. Kept without power.',
  }),
  screenshotFormat: choiceSetting({
    header: 'HCOPy:SDUMp:DATA:FORMat', choices: { bmp: 'BMP' }, reset: 'bmp', description: 'Format of a picture of the display.',
  }),
  screenshot: action({
    header: 'HCOPy:SDUMp:DATA', form: 'query', effect: none, description: 'A picture of the display as a block.',
  }),
  goToLocal: command('SYSTem:LOCal', 'Gives the front panel back to its user.'),
  goToRemote: command('SYSTem:REMote', 'Locks the keys of the front panel but for the one that unlocks them.'),
  lockPanel: command('SYSTem:RWLock', 'Locks every key of the front panel.'),
  remoteState: choiceSetting({
    header: 'SYSTem:COMMunicate:RLSTate', choices: { local: 'LOCal', remote: 'REMote', locked: 'RWLock' }, restorable: false,
    description: 'Who has the front panel: its user, the link but for the unlock key, or the link alone.',
  }),
  date: action({
    header: 'SYSTem:DATE', form: 'both', parameters: [whole(2000, 2099), whole(1, 12), whole(1, 31)], effect: none,
    description: 'Date of the battery clock: year, month, day.',
  }),
  time: action({
    header: 'SYSTem:TIME', form: 'both', parameters: [whole(0, 23), whole(0, 59), whole(0, 59)], effect: none,
    description: 'Time of the battery clock: hour, minute, second.',
  }),
  powerOnState: choiceSetting({
    header: 'OUTPut:PON:STATe', choices: { RST: 'RST', ...recalled }, restorable: false,
    effect: {
      kind: 'unknowable', choices: Object.keys(recalled), why: 'what the stored state would set is not known',
    },
    description: 'State the instrument takes when it is switched on. Kept without power.',
  }),
  setState: action({
    header: 'SYSTem:SET', form: 'both', parameters: [{ parameter: { kind: 'block' } }],
    effect: { kind: 'unknowable', why: 'what the state block would set is not known' },
    description: 'The whole state of the instrument as a block.',
  }),
} as const satisfies Declarations
