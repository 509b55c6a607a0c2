import { compileHeader, type Action, type Declarations, type Setting } from '@lab/scpi'
import { formatValue, type DeviceControl } from '@lab/scpi/device'
import { engineering } from './format.ts'
import type { TriggerLevels } from './levels.ts'

/** Digits that a setting is printed with at least. */
const digits: Readonly<Record<string, number>> = {
  probe: 2, externalProbe: 2, channelOffset: 6, timebasePosition: 2, holdoff: 15, windowPosition: 2,
}

/** A number of a setting as the instrument prints it: `+40.0E+00`. */
export function formatSetting(name: string, value: number): string {
  return engineering(value, digits[name] ?? 3)
}

interface Unit {
  readonly header: string
  readonly value: string
}

function isSetting(declaration: Setting | Action | undefined): declaration is Setting {
  return declaration?.kind === 'setting' && declaration.writable !== false && declaration.reset !== undefined
}

/** Every setting as a message that sets it, in their order. */
function units(device: DeviceControl, declarations: Declarations): readonly Unit[] {
  return Object.entries(declarations).flatMap(([name, declaration]) => {
    if (!isSetting(declaration)) return []
    const { shortForm } = compileHeader(declaration.header)
    return (declaration.channels ?? [undefined]).map((channel) => ({
      header: shortForm.replace('<n>', String(channel ?? '')),
      value: formatValue(declaration.parameter, device.get(name, channel), (value) => formatSetting(name, value)),
    }))
  })
}

/** The whole setup as a program message that the instrument takes back. */
export function wholeSetup(device: DeviceControl, declarations: Declarations, levels: TriggerLevels): string {
  const all = units(device, declarations).map(({ header, value }) => `:${header} ${value}`)
  const sources = { channel1: 'CHAN1', channel2: 'CHAN2', external: 'EXT' } as const
  const triggers = Object.entries(sources).map(([source, word]) => `:TRIG:LEV ${engineering(levels.level(source))},${word}`)
  return [...all, ...triggers].join(';')
}

/** The settings below a node as a learn string: `:TIM:MODE MAIN;REF CENT`. */
export function learnString(device: DeviceControl, declarations: Declarations, root: string): string {
  const below = units(device, declarations).filter(({ header }) => header.startsWith(`${root}:`))
  return below.map((
    { header, value }, index
  ) => `${index === 0 ? `:${header}` : header.slice(root.length + 1)} ${value}`).join(';')
}

/** That of a channel, as the guide shows it, blanks included. */
export function channelSetup(device: DeviceControl, channel: number): string {
  const number = (name: string): string => formatSetting(name, device.getNumber(name, channel))
  const flag = (name: string): string => (device.getBoolean(name, channel) ? '1' : '0')
  const word = (name: string, words: Readonly<Record<string, string>>): string => words[device.getString(name, channel)] ?? ''
  return [
    `:CHAN${channel}:RANG ${engineering(8 * device.getNumber('channelScale', channel))}`,
    `OFFS ${number('channelOffset')}`, `COUP ${word('channelCoupling', { ac: 'AC', dc: 'DC' })}`, 'IMP ONEM',
    `DISP ${flag('channelDisplay')}`, `BWL ${flag('bandwidthLimit')}`, ` INV ${flag('channelInvert')}`,
    `LAB "${device.getString('channelLabel', channel)}"`, `UNIT ${word('channelUnit', { volt: 'VOLT', ampere: 'AMP' })}`,
    `PROB ${number('probe')}`, `PROB:SKEW ${number('probeSkew')}`,
    `STYP ${word('probeSignal', { single: 'SING', differential: 'DIFF' })}`,
  ].join(';')
}

/** That of the time base. */
export function timebaseSetup(device: DeviceControl): string {
  const modes: Readonly<Record<string, string>> = { main: 'MAIN', window: 'WIND', xy: 'XY', roll: 'ROLL' }
  const references: Readonly<Record<string, string>> = { left: 'LEFT', center: 'CENT', right: 'RIGH' }
  const range = engineering(10 * device.getNumber('timebaseScale'))
  const mode = modes[device.getString('timebaseMode')] ?? ''
  return `:TIM:MODE ${mode};REF ${references[device.getString('timebaseReference')] ?? ''};`
    + `MAIN:RANG ${range};POS ${formatSetting('timebasePosition', device.getNumber('timebasePosition'))}`
}
