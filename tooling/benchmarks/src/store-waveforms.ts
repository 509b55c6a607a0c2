import { closeSync, fsyncSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { waveform, type ArchiveStore, type ValueRecorded } from '@lab/core'
import { parquetStore } from '@lab/store-parquet'
import { sqliteStore } from '@lab/store-sqlite'
import { figureWanted, ratioWanted, type Benchmark, type Comparison } from './harness.ts'
import { openedSession } from './sqlite-events.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { secondsOf } from './timing.ts'

/** All rounds together write less than a gigabyte: a disk that is rented by the byte is slowed down after that, for whoever comes then. */
const waveforms = 50
const rounds = 5
const samples = 1_000_000

/** What an oscilloscope gives: a ringing edge of some divisions, with noise of some steps, eight bits in words of sixteen. */
function scopeSamples(): Int16Array {
  let state = 1
  const noise = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    return (state >>> 16) / 65_536 - 0.5
  }
  return Int16Array.from({ length: samples }, (_, i) => {
    const since = (i % 50_000) / 2000
    return Math.round(90 * (1 - Math.exp(-since) * Math.cos(since * 9)) + 3 * noise()) * 256
  })
}

function event(seq: number, raw: Int16Array): ValueRecorded {
  return {
    type: 'recorded', seq, timeMs: 1_763_826_000_000 + seq, monotonicMs: seq, key: 'trace', value: waveform({ raw, unit: 'V', step: 4e-5, timeMs: 0 }),
  }
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = statSync(join(folder, name))
    return sum + (stats.isFile() ? stats.size : 0)
  }, 0)
}

interface Written {
  /** MB of samples a second. */
  readonly rate: number
  /** Of the size as float64. */
  readonly percent: number
}

type StoreOf = (folder: string) => ArchiveStore & AsyncDisposable

async function writeToStore(storeOf: StoreOf, raw: Int16Array, mostOnTheWay: number): Promise<Written> {
  await using folder = await temporaryFolder()
  await using store = storeOf(folder.path)
  const writer = await store.create(openedSession(crypto.randomUUID()))
  const seconds = await secondsOf(async () => {
    const onTheWay: Promise<void>[] = []
    for (let i = 0; i < waveforms; i++) {
      onTheWay.push(writer.append(event(i + 2, raw)))
      if (onTheWay.length >= mostOnTheWay) await onTheWay.shift()
    }
    await Promise.all(onTheWay)
  })
  await writer.close()
  return { rate: (waveforms * raw.byteLength) / seconds / 1e6, percent: (100 * bytesUnder(folder.path)) / waveforms / samples / 8 }
}

async function bareRate(raw: Int16Array): Promise<number> {
  await using folder = await temporaryFolder()
  const bytes = new Uint8Array(raw.buffer)
  const file = openSync(join(folder.path, 'bare.bin'), 'wx')
  const seconds = await secondsOf(async () => {
    for (let i = 0; i < waveforms; i++) {
      writeSync(file, bytes)
      fsyncSync(file)
    }
  })
  closeSync(file)
  return (waveforms * raw.byteLength) / seconds / 1e6
}

/** Waveforms made durable, against the same bytes appended to a bare file, each with its own synchronisation; and how much room they take. */
function waveformsBenchmark(name: string, storeOf: StoreOf): Benchmark {
  return {
    name: `${name.toLowerCase()}-waveforms`,
    description: `${waveforms} waveforms of a million 16-bit samples into ${name}, durable, with marks and chain`,
    async run(compare) {
      const raw = scopeSamples()
      let percent = Number.NaN
      const comparison = (subject: string, mostOnTheWay: number): Comparison => ({
        unit: 'MB/s of samples', rounds,
        subject: {
          name: subject,
          round: async () => {
            const written = await writeToStore(storeOf, raw, mostOnTheWay)
            percent = written.percent
            return written.rate
          },
        },
        peers: [{ name: 'bare write and fsync of each', round: async () => await bareRate(raw) }],
      })
      await compare({ ...comparison('four on the way', 4), wanted: ratioWanted('at least', 0.5) })
      await compare(comparison('one after the other', 1))
      await compare({
        unit: '% of float64', rounds: 1, warmup: 0, peers: [], wanted: figureWanted('at most', 60, '% of float64'),
        subject: { name: 'size of the store', round: async () => percent },
      })
    },
  }
}

export const sqliteWaveformsBenchmark = waveformsBenchmark('SQLite', (folder) => sqliteStore(join(folder, 'store.sqlite')))
export const parquetWaveformsBenchmark = waveformsBenchmark('Parquet', (folder) => parquetStore(join(folder, 'lab')))
