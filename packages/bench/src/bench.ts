import {
  SettingError, type Driver, type Instrument, type InstrumentOf, type SessionStore, type SigningOptions, type StoredValue,
} from '@lab/core'
import type { Simulation } from './guards.ts'

/** What a script needs of a bench: drivers by alias. */
export type Needs = Readonly<Record<string, Driver>>

/** The instruments that these drivers open, by alias. */
export type InstrumentsOf<N extends Needs> = { readonly [Alias in keyof N]: InstrumentOf<N[Alias]> }

/** Opened instruments by alias, where the script did not say what they are. */
export type AnyInstruments = Readonly<Record<string, Instrument>>

/** An open bench: its instruments, its store, and what its file says about the experiment. */
export interface Bench<Instruments = AnyInstruments> extends AsyncDisposable {
  readonly name: string
  readonly description: string | undefined
  /** Absolute path of the bench file. */
  readonly file: string
  readonly instruments: Instruments
  /** @throws SettingError (LAB_BENCH_FILE) where the file names no store. */
  readonly store: SessionStore
  /** `experiment` and `traceability` of the file, for the metadata of a session. */
  readonly metadata: Readonly<Record<string, StoredValue>>
  /** How to sign sessions, for their option `sign`; undefined where the file names no key. */
  readonly signing: SigningOptions | undefined
  /** Closes every instrument and the store. Changes no setting. May be called twice. */
  close(): Promise<void>
}

/** What an open bench consists of. */
export interface BenchParts {
  readonly name: string
  readonly description: string | undefined
  readonly file: string
  readonly instruments: AnyInstruments
  readonly store: SessionStore | undefined
  readonly signing: SigningOptions | undefined
  readonly simulation: Simulation | undefined
  readonly metadata: Readonly<Record<string, StoredValue>>
}

export class OpenedBench implements Bench {
  readonly #parts: BenchParts
  #closing: Promise<void> | undefined

  constructor(parts: BenchParts) {
    this.#parts = parts
  }

  get name(): string {
    return this.#parts.name
  }

  get description(): string | undefined {
    return this.#parts.description
  }

  get file(): string {
    return this.#parts.file
  }

  get instruments(): AnyInstruments {
    return this.#parts.instruments
  }

  get metadata(): Readonly<Record<string, StoredValue>> {
    return this.#parts.metadata
  }

  get signing(): SigningOptions | undefined {
    return this.#parts.signing
  }

  get store(): SessionStore {
    if (this.#parts.store !== undefined) return this.#parts.store
    throw new SettingError(`${this.file} names no store.`, {
      code: 'LAB_BENCH_FILE', hint: 'Add `store: { type: sqlite, path: data.sqlite }` to it, or set LAB_STORE.',
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await closeAll(Object.values(this.instruments))
    } finally {
      this.#parts.simulation?.close()
      await this.#parts.store?.close()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** Closes all, also when one fails; then throws what failed. */
export async function closeAll(instruments: readonly Instrument[]): Promise<void> {
  const results = await Promise.allSettled(instruments.map((instrument) => instrument.close()))
  const failures = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []))
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} instruments could not be closed.`)
}
