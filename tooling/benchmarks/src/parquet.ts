import { closeSync, fdatasyncSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { waveform, type PointAcquired, type SessionEvent, type SessionOpened } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { parquetStore } from '@lab/store-parquet'
import { BareParquet } from './bare-parquet.ts'
import { ratioWanted, type Benchmark } from './harness.ts'
import { temporaryFolder } from './temporary-folder.ts'

const points = 1_048_576
const groupRows = 65_536
const stretch = 4096
const startMs = Date.UTC(2026, 10, 22)

function opened(): SessionOpened {
  return { type: 'session-opened', seq: 1, timeMs: startMs, monotonicMs: 0, schemaVersion: 2, sessionId: crypto.randomUUID(), name: 'bench', metadata: {}, instruments: [] }
}

const declared: SessionEvent = {
  type: 'columns-declared', seq: 2, timeMs: startMs, monotonicMs: 0, acquisition: 'sweep',
  columns: [{ name: 'vin', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'vout', role: 'result', kind: 'number', unit: 'V' }],
}

/** Readings of five and a half digits over a sweep of 81 steps, with noise, as a multimeter gives them. */
function samplePoints(): PointAcquired[] {
  let timeMs = startMs
  return Array.from({ length: points }, (_, index) => {
    timeMs += 20 + Math.random() * 0.05
    const vout = Math.round((3.3 + Math.random() * 1e-3) * 1e6) / 1e6
    return {
      type: 'point', seq: index + 3, timeMs, monotonicMs: timeMs - startMs + 0.123, acquisition: 'sweep', index, cells: [4 + (index % 81) * 0.1, vout],
      details: [null, { uncertainty: { standard: 1e-4 * vout + 5e-5 } }],
    }
  })
}

async function writeStore(path: string, rows: readonly PointAcquired[]): Promise<number> {
  await using store = parquetStore({ path, groupRows })
  const writer = await store.create(opened())
  await writer.append(declared)
  const begun = performance.now()
  // As the loop by hand, nobody waits for more than a row group that is not yet durable.
  const underWay: Promise<void>[] = []
  for (const [i, point] of rows.entries()) {
    const durable = writer.append(point)
    if (i % stretch !== 0) continue
    underWay.push(durable)
    if (underWay.length > groupRows / stretch) await underWay.shift()
  }
  await Promise.all(underWay)
  await writer.close()
  return rows.length / (performance.now() - begun)
}

function writeBare(path: string, rows: readonly PointAcquired[]): number {
  const begun = performance.now()
  {
    using bare = new BareParquet(path)
    for (let from = 0; from < rows.length; from += groupRows) bare.write(rows.slice(from, from + groupRows))
  }
  return rows.length / (performance.now() - begun)
}

function pointFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /points-.*\.parquet$/.test(name)).map((name) => join(path, name))
}

const rewrite = `
import sys, time, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
begun = time.perf_counter()
pq.write_table(table, sys.argv[2], compression='zstd', row_group_size=65536)
print(table.num_rows / (time.perf_counter() - begun) / 1e3)
`

/** Points through the store, durable, against a loop by hand that writes the same columns, and against pyarrow. */
export const parquetBenchmark: Benchmark = {
  name: 'parquet',
  description: `${points.toLocaleString('en')} points with uncertainty into Parquet: chain, marks, journal and all`,
  async run(compare) {
    await using folder = await temporaryFolder()
    const rows = samplePoints()
    let round = 0
    const store = async (): Promise<number> => await writeStore(join(folder.path, `lab${round++}`), rows)
    await store()
    const [file = ''] = pointFiles(join(folder.path, 'lab0'))
    const other = join(folder.path, 'pyarrow.parquet')
    const pyarrow = { name: 'pyarrow write_table', round: async () => Number(runPython(rewrite, { args: [file, other] })) }
    const hasPython = !lacksPython('pyarrow')
    await compare({
      unit: 'rows/ms', rounds: 5,
      subject: { name: 'store', round: store },
      peers: [{ name: 'bare hyparquet-writer', round: async () => writeBare(join(folder.path, 'bare.parquet'), rows) }, ...(hasPython ? [pyarrow] : [])],
      wanted: ratioWanted('at least', 0.8),
    })
    if (!hasPython) return
    await compare({
      unit: 'MB', rounds: 1, warmup: 0,
      subject: { name: 'file of the store', round: async () => statSync(file).size / 1e6 },
      peers: [
        { name: 'the same by pyarrow with zstd', round: async () => statSync(other).size / 1e6 },
        { name: 'bare hyparquet-writer', round: async () => statSync(join(folder.path, 'bare.parquet')).size / 1e6 },
      ],
      wanted: ratioWanted('at most', 1.1),
    })
  },
}

const samples = 1_000_000
const waves = 100

/** An oscilloscope's sixteen-bit samples of a noisy sine. */
function scopeSamples(): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) => 20_000 * Math.sin(i / 500) + (Math.random() - 0.5) * 600)
}

const mostOnTheWay = 3

async function writeWaves(path: string, raw: Int16Array): Promise<number> {
  await using store = parquetStore(path)
  const writer = await store.create(opened())
  const onTheWay: Promise<void>[] = []
  const begun = performance.now()
  for (let i = 0; i < waves; i++) {
    const value = waveform({ raw, unit: 'V', step: 1e-9, timeMs: startMs + i, scale: 1e-4 })
    onTheWay.push(writer.append({ type: 'recorded', seq: i + 2, timeMs: startMs + i, monotonicMs: i, key: 'wave', value }))
    if (onTheWay.length >= mostOnTheWay) await onTheWay.shift()
  }
  await Promise.all(onTheWay)
  return (waves * raw.byteLength) / (performance.now() - begun) / 1e3
}

function writeBytes(path: string, raw: Int16Array): number {
  const file = openSync(path, 'w')
  const begun = performance.now()
  for (let i = 0; i < waves; i++) {
    writeSync(file, new Uint8Array(raw.buffer))
    fdatasyncSync(file)
  }
  const rate = (waves * raw.byteLength) / (performance.now() - begun) / 1e3
  closeSync(file)
  return rate
}

function bytesUnder(path: string): number {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = statSync(join(path, name))
    return sum + (stats.isFile() ? stats.size : 0)
  }, 0)
}

/** Waveforms, three on the way, against bare writes of the same bytes with a synchronisation each. */
export const parquetWaveformBenchmark: Benchmark = {
  name: 'parquet-waveforms',
  description: `${waves} waveforms of ${samples.toLocaleString('en')} samples of 16 bits into Parquet, three on the way`,
  async run(compare) {
    await using folder = await temporaryFolder()
    const raw = scopeSamples()
    let round = 0
    const store = async (): Promise<number> => await writeWaves(join(folder.path, `lab${round++}`), raw)
    await compare({
      unit: 'MB/s', rounds: 5,
      subject: { name: 'store', round: store },
      peers: [{ name: 'write and fdatasync', round: async () => writeBytes(join(folder.path, 'bytes'), raw) }],
      wanted: ratioWanted('at least', 0.5),
    })
    await compare({
      unit: 'MB', rounds: 1, warmup: 0,
      subject: { name: 'on the disk', round: async () => bytesUnder(join(folder.path, 'lab0')) / 1e6 },
      peers: [{ name: 'as float64', round: async () => (waves * samples * 8) / 1e6 }],
      wanted: ratioWanted('at most', 0.6),
    })
  },
}
