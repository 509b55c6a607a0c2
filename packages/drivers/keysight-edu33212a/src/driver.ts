import { defineCommands, scpiDriver, type ScpiLink } from '@lab/scpi'
import { channelCoupling, type ChannelCoupling } from './driver/coupling.ts'
import { generator, outputsOff, type Edu33210Series } from './driver/generator.ts'
import { generatorLevelModel } from './level-model.ts'
import { edu33211aDeclarations, edu33212aDeclarations } from './settings.ts'
import { channelsOf, specifications, type Channel } from './specifications.ts'

/** An opened EDU33211A. */
export interface Edu33211a extends Edu33210Series<1> {
  /** Messages of your own and every declared setting, through the same guard, trace and queue as everything else. */
  readonly scpi: ScpiLink<typeof edu33211aDeclarations>
}

/** An opened EDU33212A. */
export interface Edu33212a extends Edu33210Series<Channel>, ChannelCoupling {
  /** Messages of your own and every declared setting, through the same guard, trace and queue as everything else. */
  readonly scpi: ScpiLink<typeof edu33212aDeclarations>
}

function specificationsOf(channels: readonly Channel[]) {
  return channels.flatMap((channel) => {
    const { frequency, amplitude, offset } = specifications[channel]
    return [frequency, amplitude, offset]
  })
}

/**
 * Keysight EDU33211A waveform generator, 20 MHz, one channel. Safe state: output off.
 *
 * ```ts
 * await using awg = await openInstrument(edu33211a, { resource: 'TCPIP::192.168.1.30::5025::SOCKET' })
 * await awg.channel(1).set({ function: 'sine', frequency: 1000, load: 'high-impedance', amplitude: 2 })
 * await awg.channel(1).on()
 * ```
 */
export const edu33211a = scpiDriver({
  name: 'keysight/EDU33211A',
  kind: 'function-generator',
  models: ['EDU33211A'],
  commands: defineCommands(edu33211aDeclarations, generatorLevelModel(channelsOf.EDU33211A)),
  specifications: specificationsOf(channelsOf.EDU33211A),
  safeState: (link) => outputsOff(link, channelsOf.EDU33211A),
  create: ({ link, base }): Edu33211a => ({ ...generator(base, link, channelsOf.EDU33211A), scpi: link }),
})

/** Keysight EDU33212A waveform generator, 20 MHz, two channels. Safe state: both outputs off. Otherwise as {@link edu33211a}. */
export const edu33212a = scpiDriver({
  name: 'keysight/EDU33212A',
  kind: 'function-generator',
  models: ['EDU33212A'],
  commands: defineCommands(edu33212aDeclarations, generatorLevelModel(channelsOf.EDU33212A)),
  specifications: specificationsOf(channelsOf.EDU33212A),
  safeState: (link) => outputsOff(link, channelsOf.EDU33212A),
  create: ({ link, base }): Edu33212a => ({
    ...generator<Channel>(base, link, channelsOf.EDU33212A), ...channelCoupling(link), scpi: link,
  }),
})

declare module '@lab/core' {
  interface DriverTypes {
    'keysight/EDU33211A': Edu33211a
    'keysight/EDU33212A': Edu33212a
  }
}
