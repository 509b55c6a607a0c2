import type { Declarations, SettingName } from '@lab/scpi'
import { acquisitionDeclarations } from './settings/acquisition.ts'
import { calculateDeclarations } from './settings/calculate.ts'
import { measuringDeclarations } from './settings/measuring-declarations.ts'
import { primarySenseDeclarations, secondarySenseDeclarations } from './settings/sense-declarations.ts'
import { systemDeclarations } from './settings/system.ts'

/**
 * What the EDU34450A understands. After the 34450A Programmer's Reference, whose command set it shares; descriptions say where a
 * command is taken from a related instrument and is not confirmed.
 */
export const edu34450aDeclarations = {
  ...measuringDeclarations,
  ...primarySenseDeclarations,
  ...secondarySenseDeclarations,
  ...acquisitionDeclarations,
  ...calculateDeclarations,
  ...systemDeclarations,
} as const satisfies Declarations

/** Settings that no document of this model confirms. */
export const unconfirmedSettings: readonly string[] = [
  'highImpedance', 'holdVariation', 'holdThreshold', 'temperatureUnit', 'longReadings', 'display', 'displayText', 'lanDhcp',
  'lanAddress',
  'lanSubnetMask', 'lanGateway', 'lanDns', 'lanHostName', 'lanDomain', 'lanMacAddress',
]

/**
 * What a snapshot reads. It leaves out the settings that are not confirmed, and those of the secondary display, whose state while
 * it is off is not known: a header that the firmware does not have is not answered, and would hold up everything else.
 */
export const snapshotSettings = Object.keys(edu34450aDeclarations).filter(isInSnapshots)

function isInSnapshots(name: string): name is SettingName<typeof edu34450aDeclarations> {
  const declarations: Declarations = edu34450aDeclarations
  const isOurs = !unconfirmedSettings.includes(name) && !Object.hasOwn(secondarySenseDeclarations, name)
  return isOurs && declarations[name]?.kind === 'setting'
}
