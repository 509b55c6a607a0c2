import { decodeLatin1, matchesWord } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceHandler, type DeviceValue } from '@lab/scpi/device'
import type { Commands } from './commands.ts'
import { block, engineering, textBlock } from './format.ts'
import { asText, remembered } from './handlers-acquisition.ts'
import { bmpFile, pngFile } from './picture-file.ts'
import type { Colour } from './picture.ts'
import { drawScreen } from './screen.ts'
import type { SimulatedScope } from './scope.ts'
import { wholeSetup } from './setup.ts'

type Handlers = Record<string, DeviceHandler>

const traceColours: Readonly<Record<string, Colour>> = {
  channel1: 'yellow', channel2: 'green', math: 'purple', fft: 'blue', reference1: 'orange', reference2: 'orange',
}

/** The screen as a file. */
function screen(scope: SimulatedScope, { device, parameters: [kind, colours] }: DeviceCall): Uint8Array {
  const shown = Object.entries(traceColours).flatMap(([source, colour]) => {
    const trace = scope.sources.isShown(source) ? scope.sources.traceIfAny(source) : undefined
    return trace === undefined ? [] : [{ trace, colour }]
  })
  const picture = drawScreen(shown, device.getBoolean('inkSaver'), scope.acquirer.isRunning)
  const grayscale = colours === 'grayscale'
  return kind === 'png' ? pngFile(picture, grayscale) : bmpFile(picture, grayscale, kind === 'bmp8' ? 8 : 24)
}

/** Setups and files that are kept while it is switched on: places from 0 to 9, and the USB stick. */
class Storage {
  readonly #setups = new Map<string, string>()
  readonly #scope: SimulatedScope
  readonly #commands: Commands

  constructor(scope: SimulatedScope, commands: Commands) {
    this.#scope = scope
    this.#commands = commands
  }

  setup(): string {
    return wholeSetup(this.#scope.device, this.#commands, this.#scope.levels)
  }

  /** A setup is a program message: it is carried out as one. */
  apply(message: string): void {
    const link = this.#scope.device.openLink()
    link.receive(Uint8Array.from(`${message}\n`, (character) => character.charCodeAt(0)), true)
    link.close()
  }

  save(place: string): void {
    this.#setups.set(place, this.setup())
  }

  recall(place: string): void {
    const setup = this.#setups.get(place)
    if (setup === undefined) throw new DeviceError(-256)
    this.apply(setup)
  }
}

/** `0` to `9`, or a name of a file in quotes. */
function place({ unit: { data: [data] } }: DeviceCall): string {
  if (data === undefined) return '0'
  if (data.kind === 'string') return data.value === '' ? fail(-257) : data.value
  if (data.kind !== 'number') return fail(-104)
  return data.value >= 0 && data.value <= 9 ? String(Math.round(data.value)) : fail(-222)
}

function fail(number: number): never {
  throw new DeviceError(number)
}

function storage(scope: SimulatedScope, commands: Commands): Handlers {
  const kept = new Storage(scope, commands)
  return {
    learn: () => textBlock(kept.setup()),
    setup: ({ query, parameters: [data] }) => {
      if (query) return textBlock(kept.setup())
      if (!(data instanceof Uint8Array)) throw new DeviceError(-109)
      const message = decodeLatin1(data)
      if (!message.startsWith(':')) throw new DeviceError(-161)
      kept.apply(message)
      return undefined
    },
    saveState: (call) => kept.save(place(call)),
    recallState: (call) => kept.recall(place(call)),
    saveSetup: (call) => kept.save(place(call)),
    recallSetup: (call) => kept.recall(place(call)),
    saveImage: (call) => { place(call) },
    saveWaveform: (call) => { place(call) },
  }
}

/** MINimum, INFinity, or seconds. */
function persistence(scope: SimulatedScope): DeviceHandler {
  return ({ query, parameters: [value] }) => {
    if (query) {
      const kept = scope.kept.get('persistence') ?? 'MIN'
      return typeof kept === 'number' ? engineering(kept) : String(kept)
    }
    if (typeof value === 'string') scope.kept.set('persistence', matchesWord('INFinity', value) ? 'INF' : 'MIN')
    else if (Number(value) >= 0.1 && Number(value) <= 60) scope.kept.set('persistence', Number(value))
    else throw new DeviceError(-222)
    return undefined
  }
}

function display(scope: SimulatedScope): Handlers {
  return {
    screenData: (call) => block(screen(scope, call)),
    clearDisplay: () => scope.measurements.clearStatistics(),
    persistence: persistence(scope),
    menuTimeout: remembered(scope, 'menuTimeout', 'NEV', (value) => (typeof value === 'number' ? engineering(value) : 'NEV')),
    showMessage: () => undefined,
    showMenu: () => undefined,
    remoteLog: ({ device, parameters: [on] }) => { device.set('remoteLogState', on === true) },
  }
}

/** Three whole numbers, as date and time have. */
function three(scope: SimulatedScope, name: string, now: () => readonly number[]): DeviceHandler {
  return ({ query, parameters }) => {
    if (query) return String(scope.kept.get(name) ?? now().join(','))
    scope.kept.set(name, parameters.map((value: DeviceValue | undefined) => Math.round(Number(value))).join(','))
    return undefined
  }
}

export function systemHandlers(scope: SimulatedScope, commands: Commands): Handlers {
  const today = (): Date => new Date(scope.context.clock.now())
  return {
    ...storage(scope, commands), ...display(scope),
    systemDate: three(scope, 'systemDate', () => [today().getUTCFullYear(), today().getUTCMonth() + 1, today().getUTCDate()]),
    systemTime: three(scope, 'systemTime', () => [today().getUTCHours(), today().getUTCMinutes(), today().getUTCSeconds()]),
    deviceIdentifier: () => asText(`${scope.device.identity.model}-${scope.device.identity.serial}`),
    personaManufacturer: remembered(scope, 'personaManufacturer', 'KEYSIGHT TECHNOLOGIES', asText),
    personaDefault: () => { scope.kept.delete('personaManufacturer') },
    preset: ({ device }) => device.reset(),
    calibrationStatus: () => '0,0,"Calibrated"',
    calibrationDate: () => '"01 JAN 26 00:00:00"',
  }
}
