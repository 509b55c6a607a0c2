import type { ProgramUnit } from '@lab/scpi'
import {
  defineDevice, DeviceError, type DeviceControl, type DeviceDefinition, type DeviceHandler, type DeviceValue, type ScpiDevice,
} from '@lab/scpi/device'
import type { InstrumentSimulator, SimulatedInstrument, SimulatorContext } from '@lab/transport-sim'
import { channels } from './specifications.ts'
import { absentNames, commandsOfA, commandsOfG, type Commands } from './simulator/commands.ts'
import { acquisitionHandlers } from './simulator/handlers-acquisition.ts'
import { analysisHandlers } from './simulator/handlers-analysis.ts'
import { GeneratorPart } from './simulator/handlers-generator.ts'
import { measurementHandlers } from './simulator/handlers-measure.ts'
import { systemHandlers } from './simulator/handlers-system.ts'
import { triggerHandlers } from './simulator/handlers-trigger.ts'
import { waveformHandlers } from './simulator/handlers-waveform.ts'
import { SimulatedScope } from './simulator/scope.ts'
import { formatSetting } from './simulator/setup.ts'

/** Milliseconds that units of the family were seen to take. */
const latencies = { measure: 30, query: 20, command: 5, picture: 1500 } as const

function realisticLatency({ header, query }: ProgramUnit): number {
  const first = header[0]?.name ?? ''
  if (first.startsWith('DISP') && query) return latencies.picture
  if (first.startsWith('MEAS')) return latencies.measure
  return query ? latencies.query : latencies.command
}

/** Settings whose change makes a running acquisition look anew. */
const horizontal = /^(timebase|channel|probe|edge|trigger|width|sweep)/

class Edux1052Simulation implements SimulatedInstrument {
  readonly device: ScpiDevice
  readonly #scope: SimulatedScope
  readonly #generator: GeneratorPart | undefined

  constructor(context: SimulatorContext, model: 'EDUX1052A' | 'EDUX1052G') {
    const scope = new SimulatedScope(context)
    const commands: Commands = model === 'EDUX1052G' ? commandsOfG() : commandsOfA()
    this.#scope = scope
    this.#generator = model === 'EDUX1052G' ? new GeneratorPart(scope) : undefined
    this.device = defineDevice(this.#definition(model, commands))
    scope.begin(this.device)
    this.#generator?.reset()
  }

  close(): void {
    this.#generator?.abort()
    this.#scope.close()
  }

  #definition(model: string, commands: Commands): DeviceDefinition {
    const { serial = model === 'EDUX1052G' ? 'SIM0000004' : 'SIM0000005', clock } = this.#scope.context
    const scope = this.#scope
    return {
      identity: { manufacturer: 'KEYSIGHT TECHNOLOGIES', model, serial, firmware: '02.11.2020062221' },
      commands,
      handlers: this.#handlers(commands),
      clock,
      errorQueueDepth: 30,
      // Bit 0 says that a trigger has come; 1 and 2, messages to the user, never come here.
      statusByteLowBits: () => (scope.acquirer.hasTriggered ? 1 : 0),
      formatNumber: formatSetting,
      readers: {
        widthLevel: (_channel: number | undefined, device: DeviceControl) => scope.levels.level(device.getString('widthSource')),
        externalLevel: () => scope.levels.level('external'),
      },
      ...(scope.realistic ? { latencyMs: realisticLatency } : {}),
      onSet: (name, channel, value) => this.#changed(name, channel, value),
      onReset: () => this.#reset(),
      onClear: () => {
        scope.acquirer.abort()
        this.#generator?.abort()
      },
      onTrigger: () => scope.acquirer.force(),
    }
  }

  /** The parts are made by then; the handlers are those of commands, and one for all that is absent. */
  #handlers(commands: Commands): Record<string, DeviceHandler> {
    const scope = this.#scope
    const late = (make: () => Record<string, DeviceHandler>): Record<string, DeviceHandler> => lateHandlers(commands, make)
    const absent: DeviceHandler = () => {
      throw new DeviceError(-113)
    }
    return {
      ...late(() => ({
        ...acquisitionHandlers(scope, commands), ...triggerHandlers(scope), ...waveformHandlers(scope, commands),
        ...measurementHandlers(scope), ...analysisHandlers(scope, commands), ...systemHandlers(scope, commands),
        ...this.#generator?.handlers,
      })),
      ...Object.fromEntries(absentNames.map((name) => [name, absent])),
    }
  }

  #changed(name: string, channel: number | undefined, value: DeviceValue): void {
    const scope = this.#scope
    const { device } = this
    checkChange(name, value)
    if (name === 'widthLevel' && typeof value === 'number') scope.levels.setLevel(device.getString('widthSource'), value, device)
    if (name === 'externalLevel' && typeof value === 'number') scope.levels.setLevel('external', value, device)
    if (name === 'operationEnable' && typeof value === 'number') device.status.operation.enable = value
    scope.couplings.changed(name, channel, value, device)
    if (name === 'probe') for (const input of channels) scope.load(input)
    if (name === 'maskTest' && value === true) scope.mask.start()
    this.#generator?.changed(name, device)
    if (horizontal.test(name) && scope.acquirer.isContinuous) scope.acquirer.run()
  }

  #reset(): void {
    this.#scope.reset()
    this.#generator?.reset()
  }
}

/** Times that must be something. */
const times: readonly string[] = ['setupTime', 'holdTime', 'transitionTime']

/** Buses that need a licence. */
const licensed: readonly DeviceValue[] = ['spi', 'can', 'lin']

/** What no range says. @throws DeviceError to refuse it. */
function checkChange(name: string, value: DeviceValue): void {
  if (times.includes(name) && !(Number(value) > 0)) throw new DeviceError(-222)
  if (name === 'serialMode' && licensed.includes(value)) throw new DeviceError(-241)
}

/** Handlers that are made at the first call: they need the device, which needs their names. */
function lateHandlers(commands: Commands, make: () => Record<string, DeviceHandler>): Record<string, DeviceHandler> {
  let made: Record<string, DeviceHandler> | undefined
  const actions = Object.entries(commands).filter(([, { kind }]) => kind === 'action')
  return Object.fromEntries(actions.map(([name]) => [name, (call) => {
    made ??= make()
    const handler = made[name]
    if (handler === undefined) throw new Error(`The simulated oscilloscope has no handler for ${name}.`)
    return handler(call)
  }]))
}

/**
 * Simulates the EDUX1052A. Ports: `alias.1` and `alias.2`, the tips of the probes (1 MΩ times the attenuation that is set: the
 * probe set is taken for the one attached), and `alias.external`. Each unit has gain and offset errors drawn from the seed, and
 * noise. Options: `timing: realistic` for latencies and acquisitions that take their time.
 */
export const edux1052aSimulator: InstrumentSimulator = {
  model: 'EDUX1052A',
  create: (context) => new Edux1052Simulation(context, 'EDUX1052A'),
}

/**
 * Simulates the EDUX1052G: {@link edux1052aSimulator} with the generator at `alias.wavegen` (50 Ω) and frequency response
 * analysis.
 */
export const edux1052gSimulator: InstrumentSimulator = {
  model: 'EDUX1052G',
  // As units of this model enumerate; 0x2A8D is Keysight.
  usb: { vendorId: 0x2a8d, productId: 0x039b },
  create: (context) => new Edux1052Simulation(context, 'EDUX1052G'),
}
