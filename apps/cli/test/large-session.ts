import { randomUUID } from 'node:crypto'
import { waveform, type ArchiveStore, type Cell, type PointAcquired, type SessionClosed, type SessionOpened } from '@lab/core'

const startMs = 1_763_826_000_000

const special: readonly Cell[] = [null, Number.NaN, Infinity, -Infinity, -0]

/** Any bits of a mantissa, the same in every language; now and then a number that JSON has not. */
export function cellOf(row: number): Cell {
  return row % 1000 < 5 ? (special[row % 1000] ?? null) : ((row * 40_503) % 4_294_967_291) / 7
}

function stamp(seq: number): { readonly seq: number; readonly timeMs: number; readonly monotonicMs: number } {
  return { seq, timeMs: startMs + seq / 8, monotonicMs: seq / 3 }
}

function opened(name: string): SessionOpened {
  return { ...stamp(1), type: 'session-opened', schemaVersion: 2, sessionId: randomUUID(), name, metadata: {}, instruments: [] }
}

function closed(seq: number): SessionClosed {
  return { ...stamp(seq), type: 'session-closed', outcome: 'completed' }
}

function point(row: number): PointAcquired {
  return { ...stamp(row + 3), type: 'point', acquisition: 'a', index: row, cells: [cellOf(row), row] }
}

/** Lets a caller go on until two of those before are not yet durable. */
function pacing(): (next: Promise<void>) => Promise<void> {
  let [before, last]: (Promise<void> | undefined)[] = []
  return async (next) => {
    await before
    ;[before, last] = [last, next]
  }
}

/** A session of so many points: `y` is {@link cellOf}, `x` the row, and `seq` the row plus 3. Its id. */
export async function writeRows(store: ArchiveStore, rows: number): Promise<string> {
  const first = opened('rows')
  const writer = await store.create(first)
  const columns = ['y', 'x'].map((name) => ({ name, role: 'result', kind: 'number', unit: 'V' }) as const)
  await writer.append({ ...stamp(2), type: 'columns-declared', acquisition: 'a', columns })
  const pace = pacing()
  for (let row = 0; row < rows; row++) {
    const durable = writer.append(point(row))
    if (row % 1024 === 0) await pace(durable)
  }
  await writer.append(closed(rows + 3))
  await writer.close()
  return first.sessionId
}

/** A session of so many waveforms: sample k of waveform i is (k² modulo 2¹⁶) xor i, and its `seq` i + 2. Its id. */
export async function writeWaveforms(store: ArchiveStore, count: number, samples: number): Promise<string> {
  const first = opened('waveforms')
  const writer = await store.create(first)
  const squares = Int16Array.from({ length: samples }, (_, k) => k * k)
  const pace = pacing()
  for (let i = 0; i < count; i++) {
    const value = waveform({ raw: squares.map((sample) => sample ^ i), unit: 'V', step: 1e-6, timeMs: 0 })
    await pace(writer.append({ ...stamp(i + 2), type: 'recorded', key: 'trace', value }))
  }
  await writer.append(closed(count + 2))
  await writer.close()
  return first.sessionId
}

/** The beginning of a program of Python that knows what has to be found. `rows(y, missing)`, `times(ns)`, `samples(seq, raw)` say how much is right. */
export const knownInPython = `
import sys, numpy
root, count, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def rows(y, missing):
    row = numpy.arange(count, dtype=numpy.int64)
    expected = ((row * 40503) % 4294967291) / 7
    for place, value in enumerate([numpy.nan, numpy.nan, numpy.inf, -numpy.inf, -0.0]): expected[place::1000] = value
    same = (y.view(numpy.int64) == expected.view(numpy.int64)) | (numpy.isnan(y) & numpy.isnan(expected))
    return int(same.sum()) if len(y) == count and numpy.array_equal(missing, row % 1000 == 0) else 0
def times(ns):
    # An eighth of a millisecond a row.
    return int((ns == 1763826000000 * 10**6 + (numpy.arange(count, dtype=numpy.int64) + 3) * 125000).sum())
base = (numpy.arange(length, dtype=numpy.int64) ** 2).astype(numpy.int16)
def samples(seq, raw):
    return int(numpy.array_equal(numpy.frombuffer(raw, '<i2'), base ^ numpy.int16(seq - 2)))
`
