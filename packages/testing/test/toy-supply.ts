import {
  IdentityError, SettingError, formatResourceName, type Driver, type DriverContext, type Identity, type Instrument,
  type OperationOptions, type SafeStateReport, type SettingValue,
} from '@lab/core'
import { ContractInstrument, type ContractLink, type ContractLinkOptions, type DriverFixture } from '../src/index.ts'
import { bytesOf, textOf } from '../src/bytes.ts'
import { ReferenceConnection } from './reference-connection.ts'

/** A power supply with one output and four messages: `*IDN?`, `VOLT`, `OUTP`, `*CLS`. */
class ToySupplyInstrument extends ContractInstrument {
  voltage = '0'
  output = '0'
  model = 'S1'

  override link({ send }: ContractLinkOptions): ContractLink {
    const answer = (text: string): void => send(bytesOf(`${text}\n`))
    return {
      receive: (bytes) => this.#run(textOf(bytes).trim(), answer),
      trigger: () => undefined,
      clear: () => undefined,
      close: () => undefined,
    }
  }

  #run(message: string, answer: (text: string) => void): void {
    if (message === '*IDN?') answer(`Toy,${this.model},0017,1.0`)
    if (message === 'VOLT?') answer(this.voltage)
    if (message === 'OUTP?') answer(this.output)
    if (message.startsWith('VOLT ')) this.voltage = message.slice(5)
    if (message.startsWith('OUTP ')) this.output = message.slice(5)
  }
}

/** A driver of the toy as it should be. Its methods are there to be broken one by one. */
export class ToySupply implements Instrument {
  readonly alias: string
  driver = 'toy/S1'
  identity: Identity = { manufacturer: '', model: '', serial: '', firmware: '' }
  readonly resource: string
  readonly channels: readonly number[] = [1]
  readonly context: DriverContext
  turn: Promise<unknown> = Promise.resolve()
  dirty = false
  running = new AbortController()

  constructor(context: DriverContext) {
    this.context = context
    this.alias = context.alias
    this.resource = formatResourceName(context.connection.resource)
  }

  async opened(): Promise<void> {
    const [manufacturer = '', model = '', serial = '', firmware = ''] = (await this.query('*IDN?', this.context)).split(',')
    this.identity = { manufacturer, model, serial, firmware }
    this.checkModel()
    this.checkSerial()
    if (this.context.limits !== undefined) await this.readLimited()
  }

  checkModel(): void {
    if (this.identity.model !== 'S1') throw new IdentityError(`Model ${this.identity.model} answered.`)
  }

  checkSerial(): void {
    const { expectedSerial = this.identity.serial } = this.context
    if (this.identity.serial !== expectedSerial) throw new IdentityError(`Serial number ${this.identity.serial} answered.`)
  }

  async readLimited(): Promise<void> {
    await this.query('VOLT?')
  }

  /** One operation at a time, in order. */
  inTurn<T>(body: (signal: AbortSignal) => Promise<T>, options: OperationOptions = {}): Promise<T> {
    const run = this.turn.then(async () => {
      options.signal?.throwIfAborted()
      this.running = new AbortController()
      if (this.dirty) await this.clear()
      const signal = AbortSignal.any(options.signal === undefined ? [this.running.signal] : [this.running.signal, options.signal])
      return await body(signal)
    })
    this.turn = run.catch(() => undefined)
    return run
  }

  async clear(): Promise<void> {
    await this.context.connection.clear()
    this.dirty = false
  }

  query(message: string, options: OperationOptions = {}): Promise<string> {
    return this.inTurn((signal) => this.exchange(message, { timeoutMs: options.timeoutMs, signal }), options)
  }

  async exchange(message: string, options: OperationOptions): Promise<string> {
    try {
      await this.send(message, options)
      const { data } = await this.context.connection.read(options)
      return textOf(data).trim()
    } catch (error) {
      this.dirty = true
      throw error
    }
  }

  async send(message: string, options: OperationOptions): Promise<void> {
    await this.context.connection.write(bytesOf(`${message}\n`), options)
  }

  async setVoltage(volts: number, options?: OperationOptions): Promise<void> {
    if (!(volts >= 0)) throw new SettingError('no')
    await this.inTurn((signal) => this.send(`VOLT ${volts}`, { signal }), options)
  }

  async on(options?: OperationOptions): Promise<void> {
    await this.inTurn((signal) => this.send('OUTP 1', { signal }), options)
  }

  async makeSafe(options: OperationOptions = {}): Promise<SafeStateReport> {
    options.signal?.throwIfAborted()
    this.running.abort(new Error('made safe'))
    await this.turn
    await this.clear()
    await this.send('OUTP 0', options)
    return { actions: ['output 1 off'], verified: await this.exchange('OUTP?', options) === '0' }
  }

  async snapshot(options?: OperationOptions): Promise<Readonly<Record<string, SettingValue>>> {
    return { voltage: Number(await this.query('VOLT?', options)), output: await this.query('OUTP?', options) === '1' }
  }

  async close(): Promise<void> {
    await this.context.connection.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A driver that opens the given kind of toy. */
export function toyDriver(
  Kind: new (context: DriverContext) => ToySupply, declared: Partial<Driver<ToySupply>> = {},
): Driver<ToySupply> {
  return {
    name: 'toy/S1',
    models: ['S1'],
    channels: [1],
    limitable: { voltage: 'V' },
    open: async (context) => {
      context.signal?.throwIfAborted()
      const supply = new Kind(context)
      await supply.opened()
      return supply
    },
    ...declared,
  }
}

/** A fresh toy. */
export function toyFixture(): DriverFixture {
  const supply = new ToySupplyInstrument()
  const connection = new ReferenceConnection(supply)
  return {
    connection,
    serial: '0017',
    settings: () => ({ voltage: supply.voltage, output: supply.output }),
    isSafe: () => supply.output === '0',
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

