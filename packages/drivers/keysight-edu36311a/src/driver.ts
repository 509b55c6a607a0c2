import { ProtocolError, type SafeStateReport } from '@lab/core'
import { defineCommands, scpiDriver } from '@lab/scpi'
import type { Edu36311a } from './driver/instrument-types.ts'
import { makeInstrument } from './driver/instrument.ts'
import type { Link } from './driver/link.ts'
import { edu36311aDeclarations } from './settings.ts'
import { channels, specifications } from './specifications.ts'

/**
 * Disarms the triggers and switches every output off, then asks whether it is. Trips and settings stay as they are, but for fall
 * delays: with one, an output would stay on for up to an hour while the instrument already calls it off.
 */
async function allOutputsOff(link: Link): Promise<SafeStateReport> {
  await link.write(':OUTP:DEL:FALL 0,(@1:3)')
  await link.write(':ABOR (@1:3);:OUTP OFF,(@1:3)')
  await link.write(':INIT:CONT OFF,(@1:3)')
  const states = await link.query(':OUTP? (@1:3)')
  if (states !== '0,0,0') throw new ProtocolError(
    `${link.alias} answers '${states}' to ':OUTP? (@1:3)' after all outputs were switched off.`,
  )
  return {
    actions: ['fall delays to 0', 'triggers disarmed', ...channels.map((channel) => `output ${channel} off`)], verified: true,
  }
}

/**
 * Keysight EDU36311A triple-output power supply. Safe state: fall delays 0, triggers disarmed, every output off. Opening it
 * changes nothing. What changes its calibration is refused.
 *
 * ```ts
 * await using psu = await openInstrument(edu36311a, { resource: 'TCPIP::192.168.1.20::5025::SOCKET' })
 * await psu.channel(1).set({ voltage: 3.3, currentLimit: 0.5 })
 * await psu.channel(1).on()
 * ```
 */
export const edu36311a = scpiDriver({
  name: 'keysight/EDU36311A',
  kind: 'power-supply',
  models: ['EDU36311A'],
  commands: defineCommands(edu36311aDeclarations),
  specifications: channels.flatMap((channel) => {
    const { voltage, current, programmedVoltage, programmedCurrent } = specifications[channel]
    return [voltage, current, programmedVoltage, programmedCurrent]
  }),
  safeState: allOutputsOff,
  create: ({ link, base }): Edu36311a => makeInstrument(base, link),
})

declare module '@lab/core' {
  interface DriverTypes {
    'keysight/EDU36311A': Edu36311a
  }
}
