import { DeviceError, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'

const factoryCode = 'EDU36311A'
const longestCode = 12

const errors = {
  secured: [581, 'Calibration memory is secured'],
  wrongCode: [582, 'Calibration security code is incorrect'],
  longCode: [583, 'Calibration security code is too long'],
  sequence: [590, 'Calibration sequence is wrong'],
  incomplete: [592, 'Calibration is not complete'],
  severalChannels: [722, 'Calibration takes one channel at a time'],
} as const satisfies Record<string, readonly [number, string]>

function refuse(reason: keyof typeof errors): never {
  const [number, text] = errors[reason]
  throw new DeviceError(number, text)
}

type Point = 'min' | 'max'
type Quantity = 'voltage' | 'current'

/** A calibration under way: points of one quantity of one channel. */
interface Run {
  readonly quantity: Quantity
  readonly channel: number
  point: Point | undefined
  readonly done: Set<Point>
}

function textOf(call: DeviceCall, index: number): string {
  const value = call.parameters[index]
  if (typeof value !== 'string') throw new DeviceError(-109)
  return value
}

/** The calibration of a simulated supply: its lock, its sequence and its record. It changes no reading. */
export class SimulatedCalibration {
  #secured = true
  #code = factoryCode
  #count = 1
  #date = ''
  #text = ''
  #run: Run | undefined

  readonly handlers = {
    calibrationSecurity: (call) => this.#security(call),
    calibrationCode: (call) => this.#changeCode(textOf(call, 0)),
    calibrationVoltageLevel: (call) => this.#goTo('voltage', call),
    calibrationVoltage: (call) => this.#enter('voltage', call),
    calibrationCurrentLevel: (call) => this.#goTo('current', call),
    calibrationCurrent: (call) => this.#enter('current', call),
    calibrationSave: () => this.#save(),
    calibrationAutoSave: () => this.#save(),
    calibrationCount: () => `+${this.#count}`,
    calibrationDate: (call) => this.#record(call, this.#date, (text) => { this.#date = text }),
    calibrationText: (call) => this.#record(call, this.#text, (text) => { this.#text = text }),
  } satisfies Record<string, DeviceHandler>

  #requireUnlocked(): void {
    if (this.#secured) refuse('secured')
  }

  #security(call: DeviceCall): string | undefined {
    if (call.query) return this.#secured ? '1' : '0'
    const secure = call.parameters[0] === true
    if (!secure && textOf(call, 1) !== this.#code) refuse('wrongCode')
    this.#secured = secure
    this.#run = undefined
    return undefined
  }

  #changeCode(code: string): void {
    this.#requireUnlocked()
    if (code.length > longestCode) refuse('longCode')
    this.#code = code
  }

  #channel({ channels }: DeviceCall): number {
    const [channel] = channels
    if (channel === undefined || channels.length > 1) refuse('severalChannels')
    return channel
  }

  #goTo(quantity: Quantity, call: DeviceCall): void {
    const channel = this.#channel(call)
    this.#requireUnlocked()
    const isSame = this.#run?.quantity === quantity && this.#run.channel === channel
    const run = isSame && this.#run !== undefined ? this.#run : { quantity, channel, point: undefined, done: new Set<Point>() }
    run.point = call.parameters[0] === 'max' ? 'max' : 'min'
    this.#run = run
  }

  #enter(quantity: Quantity, call: DeviceCall): void {
    const channel = this.#channel(call)
    this.#requireUnlocked()
    const run = this.#run
    if (run?.quantity !== quantity || run.channel !== channel || run.point === undefined) refuse('sequence')
    run.done.add(run.point)
    run.point = undefined
  }

  #save(): void {
    this.#requireUnlocked()
    if (this.#run !== undefined && this.#run.done.size < 2) refuse('incomplete')
    this.#run = undefined
    this.#count += 1
  }

  #record(call: DeviceCall, text: string, store: (text: string) => void): string | undefined {
    if (call.query) return `"${text.replaceAll('"', '""')}"`
    this.#requireUnlocked()
    store(textOf(call, 0))
    return undefined
  }
}
