import { DeviceError, type DeviceCall, type DeviceControl, type DeviceHandler } from '@lab/scpi/device'
import { generatorFrequencyRange, intoLoad, leastPulse, openAmplitude, openOffset } from '../specifications.ts'
import { generatorDeclarations } from '../settings/generator.ts'
import { engineering } from './format.ts'
import { ResponseAnalyser } from './frequency-response.ts'
import { driveGenerator, readGenerator } from './generator.ts'
import type { SimulatedScope } from './scope.ts'
import { learnString } from './setup.ts'

/** A pulse is no longer than its period leaves room for. */
function fitPulse(device: DeviceControl): void {
  const longest = Math.max(leastPulse, Number((1 / device.getNumber('generatorFrequency') - leastPulse).toPrecision(9)))
  device.set('pulseWidth', Math.min(longest, device.getNumber('pulseWidth')))
}

type Handlers = Record<string, DeviceHandler>

/** The generator of the G model and its frequency response analysis. */
export class GeneratorPart {
  readonly handlers: Handlers
  readonly #scope: SimulatedScope
  readonly #analyser: ResponseAnalyser
  #load = 'open'

  constructor(scope: SimulatedScope) {
    const { alias, circuit, clock } = scope.context
    const port = circuit.port(`${alias}.wavegen`)
    this.#scope = scope
    this.#analyser = new ResponseAnalyser({
      alias, circuit, clock, generator: port, realistic: scope.realistic,
      restore: () => driveGenerator(port, readGenerator(scope.device)),
    })
    this.handlers = this.#makeHandlers()
  }

  /** After a setting was changed. @throws DeviceError to refuse it. */
  changed(name: string, device: DeviceControl): void {
    if (!(name in generatorDeclarations)) return
    if (name === 'generatorLoad') this.#loadChanged(device)
    if (name === 'generatorFunction') this.#functionChanged(device)
    if (name === 'generatorFrequency' || name === 'generatorFunction') fitPulse(device)
    if (!name.startsWith('response')) this.apply()
  }

  /** Puts what is set into the circuit. */
  apply(): void {
    const { context: { circuit, alias }, device } = this.#scope
    driveGenerator(circuit.port(`${alias}.wavegen`), readGenerator(device))
    circuit.solve()
  }

  reset(): void {
    this.#analyser.clear()
    this.#load = this.#scope.device.getString('generatorLoad')
    this.apply()
  }

  abort(): void {
    this.#analyser.abort()
  }

  /** The voltage behind 50 Ω stays; what it is called changes. */
  #loadChanged(device: DeviceControl): void {
    const load = device.getString('generatorLoad')
    const factor = load === this.#load ? 1 : load === 'fifty' ? 0.5 : 2
    this.#load = load
    for (const name of ['generatorAmplitude', 'generatorOffset']) device.set(name, device.getNumber(name) * factor)
  }

  #functionChanged(device: DeviceControl): void {
    const { min, max } = generatorFrequencyRange(device.getString('generatorFunction'))
    device.set('generatorFrequency', Math.min(max, Math.max(min, device.getNumber('generatorFrequency'))))
  }

  /** High and low are amplitude and offset together. */
  #level(isHigh: boolean): DeviceHandler {
    return ({ device, query, parameters: [value] }) => {
      const [amplitude, offset] = [device.getNumber('generatorAmplitude'), device.getNumber('generatorOffset')]
      const [high, low] = [offset + amplitude / 2, offset - amplitude / 2]
      if (query) return engineering(isHigh ? high : low)
      this.#setLevels(device, isHigh ? Number(value) : high, isHigh ? low : Number(value))
      return undefined
    }
  }

  #setLevels(device: DeviceControl, high: number, low: number): void {
    const load = device.getString('generatorLoad')
    const amplitudes = intoLoad(openAmplitude, load)
    const offsets = intoLoad(openOffset, load)
    const [amplitude, offset] = [Number((high - low).toPrecision(9)), Number(((high + low) / 2).toPrecision(9))]
    if (amplitude < amplitudes.min || amplitude > amplitudes.max || offset < offsets.min
      || offset > offsets.max) throw new DeviceError(-222)
    device.set('generatorAmplitude', amplitude)
    device.set('generatorOffset', offset)
    this.apply()
  }

  #period({ device, query, parameters: [value] }: DeviceCall): string | undefined {
    if (query) return engineering(1 / device.getNumber('generatorFrequency'))
    const { min, max } = generatorFrequencyRange(device.getString('generatorFunction'))
    const frequency = Number((1 / Number(value)).toPrecision(12))
    if (!(frequency >= min && frequency <= max)) throw new DeviceError(-222)
    device.set('generatorFrequency', frequency)
    fitPulse(device)
    this.apply()
    return undefined
  }

  #resetGenerator(device: DeviceControl): void {
    for (const [name, declaration] of Object.entries(generatorDeclarations)) {
      if (declaration.kind !== 'setting' || name.startsWith('response')) continue
      if (declaration.reset !== undefined && typeof declaration.reset !== 'object') device.set(name, declaration.reset)
    }
    this.#load = 'open'
    this.apply()
  }

  #makeHandlers(): Handlers {
    return {
      generatorHigh: this.#level(true),
      generatorLow: this.#level(false),
      generatorPeriod: (call) => this.#period(call),
      resetGenerator: ({ device }) => this.#resetGenerator(device),
      generatorSetup: ({ device }) => learnString(device, generatorDeclarations, 'WGEN'),
      runResponse: ({ device }) => this.#analyser.run(device),
      responseData: () => this.#analyser.data(),
      responseSetup: ({ device }) => learnString(device, generatorDeclarations, 'FRAN'),
    }
  }
}
