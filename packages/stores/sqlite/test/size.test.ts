import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { waveform, type ArchiveWriter, type Cell, type PointAcquired } from '@lab/core'
import { lacksPython, python } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { closed, opened, recorded } from './support/events.ts'
import { newStore } from './support/fixture.ts'

/** Small unless told otherwise: `LAB_SIZE=full` writes 5 million rows and 500 waveforms of a million samples, some 2.3 GB. */
const full = process.env['LAB_SIZE'] === 'full'
const rows = full ? 5_000_000 : 30_000
const waveforms = full ? 500 : 5
const samples = full ? 1_000_000 : 200_000

const special: readonly Cell[] = [null, Number.NaN, Infinity, -Infinity, -0]

/** Any bits of a mantissa, the same in every language; now and then a number that JSON has not. */
function valueOf(row: number): Cell {
  return row % 1000 < 5 ? (special[row % 1000] ?? null) : ((row * 40_503) % 4_294_967_291) / 7
}

function pointOf(row: number): PointAcquired {
  return { type: 'point', seq: row + 3, timeMs: 1_763_826_000_000 + row / 8, monotonicMs: row / 3, acquisition: 'a', index: row, cells: [valueOf(row), row] }
}

async function writeRows(writer: ArchiveWriter): Promise<void> {
  const columns = ['y', 'x'].map((name) => ({ name, role: 'result', kind: 'number', unit: 'V' }) as const)
  await writer.append({ type: 'columns-declared', seq: 2, timeMs: 1, monotonicMs: 1, acquisition: 'a', columns })
  let [before, last]: (Promise<void> | undefined)[] = []
  for (let row = 0; row < rows; row++) {
    const durable = writer.append(pointOf(row))
    if (row % 1024 !== 0) continue
    await before
    ;[before, last] = [last, durable]
  }
  await writer.append(closed(rows + 3))
}

async function writeWaveforms(writer: ArchiveWriter): Promise<void> {
  const base = Int16Array.from({ length: samples }, (_, i) => i * i)
  let [before, last]: (Promise<void> | undefined)[] = []
  for (let i = 0; i < waveforms; i++) {
    await before
    before = last
    last = writer.append(recorded(i + 2, waveform({ raw: base.map((sample) => sample ^ i), unit: 'V', step: 1e-6, timeMs: 0 })))
  }
  await writer.append(closed(waveforms + 2))
}

const rowsProgram = `
import sys, sqlite3, numpy, struct
count = int(sys.argv[2])
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
row = numpy.arange(count, dtype=numpy.int64)
expected = ((row * 40503) % 4294967291) / 7
for place, value in enumerate([numpy.nan, numpy.nan, numpy.inf, -numpy.inf, -0.0]): expected[place::1000] = value
found = numpy.empty(count)
seen = 0
for idx, value, cell in db.execute("SELECT idx, value, CASE WHEN value IS NULL THEN cell END FROM readings WHERE session = 1 AND name = 'y' ORDER BY seq"):
    if idx != seen: raise SystemExit(f'row {idx} after {seen - 1}')
    if value is None and cell != ('null' if idx % 1000 == 0 else '{"$number":"NaN"}'): raise SystemExit(f'row {idx} is {cell}')
    found[idx] = numpy.nan if value is None else value
    seen += 1
same = (found.view(numpy.int64) == expected.view(numpy.int64)) | (numpy.isnan(found) & numpy.isnan(expected))
print(seen, int(same.sum()))`

const waveformsProgram = `
import sys, sqlite3, numpy
count, length = int(sys.argv[2]), int(sys.argv[3])
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
square = numpy.arange(length, dtype=numpy.int64) ** 2
base = square.astype(numpy.int16)
equal = 0
for seq, file, offset, bytes in db.execute('SELECT seq, file, offset, length FROM blobs WHERE session = 2 ORDER BY seq'):
    samples = numpy.fromfile(sys.argv[1] + '-waveforms/' + file, '<i2', bytes // 2, offset=offset)
    equal += int(numpy.array_equal(samples, base ^ numpy.int16(seq - 2)))
print(equal)`

/** Bytes of a store with everything beside it. */
function bytesOf(path: string): number {
  const beside = `${path}-waveforms`
  const inside = existsSync(beside) ? readdirSync(beside).map((name) => join(beside, name)) : []
  return [path, ...inside].reduce((sum, one) => sum + statSync(one).size, 0)
}

async function timed(what: string, count: number, body: () => Promise<void> | void): Promise<void> {
  const started = performance.now()
  await body()
  const seconds = (performance.now() - started) / 1000
  console.log(`${what}: ${seconds.toFixed(2)} s, ${Math.round(count / seconds).toLocaleString('en')}/s`)
}

describe.skipIf(lacksPython('numpy'))('a large store', () => {
  it(`of ${rows} rows and ${waveforms} waveforms of ${samples} samples is read bit for bit, by this package and by others`, { timeout: full ? 1_800_000 : 60_000 }, async () => {
    const { store, path } = newStore()
    const [one, two] = [opened(), opened()]
    const [first, second] = [await store.create(one), await store.create(two)]
    await timed('rows written', rows, async () => { await writeRows(first) })
    await first.close()
    const rowBytes = bytesOf(path)
    await timed('waveforms written', waveforms, async () => { await writeWaveforms(second) })
    await second.close()
    console.log(`${(rowBytes / rows).toFixed(1)} bytes a row; ${((100 * (bytesOf(path) - rowBytes)) / waveforms / samples / 8).toFixed(1)} % of float64`)

    let [row, wrong] = [0, 0]
    await timed('rows read', rows, async () => {
      for await (const { columns: [y], rows: count } of store.chunks(one.sessionId, 'a')) {
        for (let i = 0; i < count; i++, row++) if (!Object.is(y?.values[i], valueOf(row) ?? Number.NaN)) wrong++
      }
    })
    expect({ row, wrong }).toEqual({ row: rows, wrong: 0 })
    await timed('rows read by sqlite3 of Python', rows, () => {
      expect(execFileSync(python, ['-c', rowsProgram, path, String(rows)], { encoding: 'utf8' })).toBe(`${rows} ${rows}\n`)
    })
    await timed('waveforms read by numpy', waveforms, () => {
      expect(execFileSync(python, ['-c', waveformsProgram, path, String(waveforms), String(samples)], { encoding: 'utf8' })).toBe(`${waveforms}\n`)
    })
    await timed('records verified', rows + waveforms, async () => {
      for (const { sessionId } of [one, two]) expect(await store.verify(sessionId)).toMatchObject({ intact: true, closed: true })
    })
  })
})
