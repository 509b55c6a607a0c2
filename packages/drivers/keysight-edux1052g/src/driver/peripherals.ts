import { SettingError, type OperationOptions, type Quantity } from '@lab/core'
import { decodeLatin1, formatString } from '@lab/scpi'
import { settingGroup, type ScopeLink, type SettingGroup } from './setting-group.ts'

/** The external trigger input (`:EXTernal`). Label, level, position and trace are not confirmed for these models. */
export interface ExternalSettings {
  /** Attenuation of the probe, 0.1 … 10 000. It multiplies range and level. */
  readonly probe: number
  readonly unit: 'volt' | 'ampere'
  /** In V. */
  readonly range: Quantity<'V'>
  /** Whether it is shown as a digital trace. */
  readonly shown: boolean
  /** Up to 10 characters. */
  readonly label: string
  /** Threshold of the trace in V: the trigger level of the input. */
  readonly level: Quantity<'V'>
  /** In divisions. */
  readonly position: number
  readonly bandwidthLimit: boolean
}

/** The bus of analog channels (`:ABUS`). Not confirmed for these models: an instrument without it reports -113. */
export interface AnalogBusSettings {
  readonly shown: boolean
  readonly channel1: boolean
  readonly channel2: boolean
  readonly external: boolean
  /** Up to 10 characters. */
  readonly label: string
}

/** The decoder of a serial bus (`:SBUS1`). SPI, CAN and LIN need a licence: -241 without. */
export interface SerialBusSettings {
  readonly mode: 'iic' | 'uart' | 'spi' | 'can' | 'lin'
  readonly shown: boolean
}

/** The decoder of a serial bus. */
export interface ScopeSerialBus extends SettingGroup<SerialBusSettings> {
  /** The packets that were decoded, as lines of text (`:LISTer:DATA?`). */
  packets(options?: OperationOptions): Promise<readonly string[]>
}

/** What an autoscale does (`:AUToscale`). */
export interface AutoscaleSettings {
  /** Acquisition type afterwards: normal, or as it was. */
  readonly acquisition: 'normal' | 'current'
  readonly channels: 'all' | 'displayed'
  /** Whether it looks at fast edges first. */
  readonly fastDebug: boolean
}

/** What is saved on the USB stick (`:SAVE`). */
export interface FileSettings {
  /** `none` is read while something else is chosen to be saved. */
  readonly imageFormat: 'png' | 'bmp' | 'bmp8' | 'none'
  readonly waveformFormat: 'csv' | 'asciiXy' | 'binary' | 'none'
  readonly folder: string
}

/** Files on the USB stick. The formats are those of its settings. */
export interface ScopeFiles extends SettingGroup<FileSettings> {
  /** Writes a picture of the screen. @throws InstrumentError where there is no stick. */
  saveImage(name: string, options?: OperationOptions): Promise<void>
  /** Writes the waveforms that are shown. @throws InstrumentError where there is no stick. */
  saveWaveforms(name: string, options?: OperationOptions): Promise<void>
}

/** What the terminals at the front and the back carry (`:CALibrate:OUTPut`, `:DEMO:OUTPut`). */
export interface TerminalSettings {
  readonly triggerOutput: 'triggers' | 'mask' | 'waveformGenerator'
  /** Whether the demonstration terminal carries its signal. */
  readonly demonstration: boolean
}

/** The calibration by the user (`:CALibrate:STATus?`, `:DATE?`), as the instrument writes it. */
export interface CalibrationState {
  readonly status: string
  readonly date: string
}

/** What is around the acquisition of either model. */
export interface ScopePeripherals {
  readonly external: SettingGroup<ExternalSettings>
  readonly analogBus: SettingGroup<AnalogBusSettings>
  readonly serialBus: ScopeSerialBus
  readonly autoscaling: SettingGroup<AutoscaleSettings>
  readonly files: ScopeFiles
  readonly terminals: SettingGroup<TerminalSettings>
  /** State of the calibration by the user; carrying one out is left to the front panel. */
  userCalibration(options?: OperationOptions): Promise<CalibrationState>
}

const externalNames = {
  probe: 'externalProbe', unit: 'externalUnit', range: 'externalRange', shown: 'externalDisplay', label: 'externalLabel',
  level: 'externalLevel', position: 'externalPosition', bandwidthLimit: 'externalBandwidthLimit',
} as const

const analogBusNames = {
  channel1: 'analogBusBit0', channel2: 'analogBusBit1', external: 'analogBusBit4', label: 'analogBusLabel',
  shown: 'analogBusDisplay',
} as const

const serialNames = { mode: 'serialMode', shown: 'serialDisplay' } as const
const autoscaleNames = { acquisition: 'autoscaleMode', channels: 'autoscaleChannels', fastDebug: 'autoscaleFastDebug' } as const
const fileNames = { imageFormat: 'saveImageFormat', waveformFormat: 'saveWaveformFormat', folder: 'saveFolder' } as const
const terminalNames = { triggerOutput: 'calibrationOutput', demonstration: 'demoOutput' } as const

function fileText(alias: string, name: string): string {
  if (typeof name === 'string' && name !== '') return formatString(name)
  throw new SettingError(`${alias}: ${JSON.stringify(name)} is no name of a file; nothing was sent.`)
}

function serialBus(link: ScopeLink): ScopeSerialBus {
  return {
    ...settingGroup(link, serialNames),
    async packets(options) {
      const text = decodeLatin1(await link.queryBlock(':LIST:DATA?', options))
      return text.split(/\r?\n/).filter((line) => line !== '')
    },
  }
}

function files(link: ScopeLink): ScopeFiles {
  return {
    ...settingGroup(link, fileNames),
    saveImage: async (name, options) => await link.execute(`:SAVE:IMAG ${fileText(link.alias, name)}`, options),
    saveWaveforms: async (name, options) => await link.execute(`:SAVE:WAV ${fileText(link.alias, name)}`, options),
  }
}

export function scopePeripherals(link: ScopeLink): ScopePeripherals {
  return {
    external: settingGroup(link, externalNames),
    analogBus: settingGroup(link, analogBusNames),
    serialBus: serialBus(link),
    autoscaling: settingGroup(link, autoscaleNames),
    files: files(link),
    terminals: settingGroup(link, terminalNames),
    async userCalibration(options) {
      const [status = '', date = ''] = (await link.query(':CAL:STAT?;:CAL:DATE?', options)).split(';')
      return { status, date: date.replaceAll('"', '') }
    },
  }
}
