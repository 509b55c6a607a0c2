import type { Instrument, OperationOptions, SafeStateReport } from '../src/index.ts'

/** An instrument without a wire: it counts what a session does to it. */
export class BareInstrument implements Instrument {
  readonly driver = 'test/BARE'
  readonly identity = { manufacturer: 'Test', model: 'BARE', serial: '1', firmware: '1' }
  readonly resource = 'SIM::bare::INSTR'
  readonly alias: string
  readonly calls: string[] = []
  safe: () => Promise<SafeStateReport> = () => Promise.resolve({ actions: ['output off'], verified: true })

  constructor(alias: string) {
    this.alias = alias
  }

  makeSafe(_options?: OperationOptions): Promise<SafeStateReport> {
    this.calls.push('makeSafe')
    return this.safe()
  }

  close(): Promise<void> {
    this.calls.push('close')
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
