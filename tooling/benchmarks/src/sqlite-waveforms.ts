import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { waveform, type ValueRecorded } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { type Benchmark, figureWanted, ratioWanted } from './harness.ts'
import { openedSession } from './sqlite-events.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { secondsOf } from './timing.ts'

const waveforms = 50
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

interface Written {
  /** MB of samples a second. */
  readonly rate: number
  /** Bytes on the disk for each sample. */
  readonly bytesPerSample: number
}

/** So many on the way all the time. */
const mostOnTheWay = 4

async function writeToStore(path: string, raw: Int16Array): Promise<Written> {
  await using store = sqliteStore(path)
  const writer = await store.create(openedSession(randomUUID()))
  const seconds = await secondsOf(async () => {
    const onTheWay: Promise<void>[] = []
    for (let i = 0; i < waveforms; i++) {
      onTheWay.push(writer.append(event(i + 2, raw)))
      if (onTheWay.length >= mostOnTheWay) await onTheWay.shift()
    }
    await Promise.all(onTheWay)
  })
  await writer.close()
  const { bytes } = await store.statistics()
  return { rate: (waveforms * raw.byteLength) / seconds / 1e6, bytesPerSample: bytes / waveforms / samples }
}

async function bareRate(path: string, raw: Int16Array): Promise<number> {
  const bytes = new Uint8Array(raw.buffer)
  const file = openSync(path, 'wx')
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
export const sqliteWaveformsBenchmark: Benchmark = {
  name: 'sqlite-waveforms',
  description: `${waveforms} waveforms of a million 16-bit samples into SQLite, durable, with marks and chain`,
  async run(compare) {
    const raw = scopeSamples()
    let bytesPerSample = Number.NaN
    await compare({
      unit: 'MB/s of samples', rounds: 9, wanted: ratioWanted('at least', 0.5),
      subject: {
        name: 'store-sqlite, four on the way',
        round: async () => {
          await using folder = await temporaryFolder()
          const written = await writeToStore(join(folder.path, 'store.sqlite'), raw)
          bytesPerSample = written.bytesPerSample
          return written.rate
        },
      },
      peers: [{
        name: 'bare write and fsync of each',
        round: async () => {
          await using folder = await temporaryFolder()
          return await bareRate(join(folder.path, 'bare.bin'), raw)
        },
      }],
    })
    await compare({
      unit: '% of float64', rounds: 1, warmup: 0, peers: [], wanted: figureWanted('at most', 60, '% of float64'),
      subject: { name: 'size of the store', round: async () => (bytesPerSample / 8) * 100 },
    })
  },
}
