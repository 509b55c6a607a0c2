import { afterEach, describe, expect, it, vi } from 'vitest'
import { waveform, type Progress, type Table } from '@lab/core'
import { csvPieces, type CsvOptions } from '../src/export/text-export.ts'
import type { FlatTable } from '../src/export/flat-types.ts'
import { describeError } from '../src/error-report.ts'
import { exportJson } from '../src/export-json.ts'
import { formatDuration, formatValue } from '../src/format.ts'
import { jsonPieces } from '../src/json-pieces.ts'
import { plotTable } from '../src/plot.ts'
import { PatientProgress } from '../src/patient-progress.ts'
import { ProgressLine, progressText } from '../src/progress-line.ts'
import { styleFor } from '../src/style.ts'
import { textTable } from '../src/text-table.ts'
import { collect } from './collect.ts'

const progress: Progress = { done: 45, acknowledged: 42, total: 100, elapsedMs: 350, etaMs: 483, rate: 120 }

function table(x: readonly number[], y: readonly number[]): Table {
  return {
    acquisition: 'a', rows: x.length,
    columns: [
      { name: 'x', role: 'parameter', kind: 'number', unit: 's', values: Float64Array.from(x) },
      { name: 'y', role: 'result', kind: 'number', values: Float64Array.from(y) },
    ],
  }
}

/** Everything that is written of a table whose rows come in chunks of 1000. */
async function csvOf({ acquisition, rows, columns }: Table, options?: CsvOptions): Promise<string[]> {
  const flat: FlatTable = {
    acquisition, rows, columns: columns.map((column) => ({ ...column, hasMissing: false })),
    chunks: async function* () {
      for (let first = 0; first < rows; first += 1000) {
        const count = Math.min(1000, rows - first)
        yield { first, rows: count, columns: columns.map(({ values }) => ({ values: values.slice(first, first + count), isMissing: () => false })) }
      }
    },
  }
  return await collect(csvPieces(flat, options))
}

describe('progressText', () => {
  it('counts what is durable, not what was measured', () => {
    expect(progressText(progress)).toBe('[██████████░░░░░░░░░░░░░░] 42/100  42 %  120 points/s  ETA 483 ms')
    expect(progressText(progress, 'records')).toContain('120 records/s')
  })

  it('has no ETA before the first point and is never over full', () => {
    expect(progressText({ ...progress, acknowledged: 0, etaMs: undefined, rate: 0 })).toBe(
      `[${'░'.repeat(24)}] 0/100  0 %  0.0 points/s`,
    )
    expect(progressText({ ...progress, acknowledged: 120 })).toContain(`[${'█'.repeat(24)}] 120/100  100 %`)
  })
})

function streamOf(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = []
  const stream = Object.assign(Object.create(process.stderr), { isTTY, write: (text: string) => written.push(text) > 0 })
  return { stream, written }
}

describe('ProgressLine', () => {
  it('draws one line again and again on a terminal, not too often, and always the last', () => {
    const { stream, written } = streamOf(true)
    const line = new ProgressLine(stream)
    line.show(progress)
    line.show({ ...progress, acknowledged: 43 })
    line.show({ ...progress, acknowledged: 100 })
    line.end()
    line.end()
    expect(written).toHaveLength(3)
    expect(written[0]).toMatch(/^\r\u001b\[K\[/)
    expect(written[1]).toContain('100/100')
    expect(written[2]).toBe('\n')
  })

  it('prints a line for each quarter elsewhere', () => {
    const { stream, written } = streamOf(false)
    const line = new ProgressLine(stream)
    for (let acknowledged = 1; acknowledged <= 100; acknowledged++) line.show({ ...progress, acknowledged })
    line.end()
    expect(written.map((text) => /(\d+)\/100/.exec(text)?.[1])).toEqual(['25', '50', '75', '100'])
    expect(written.every((text) => text.endsWith('\n'))).toBe(true)
  })
})

describe('PatientProgress', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['on a terminal', true, true, 1],
    ['not in a log', false, true, 0],
    ['not where something else goes to the terminal', true, false, 0],
  ])('says how far a long command is: %s', (_where, isTTY, isShown, lines) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { stream, written } = streamOf(isTTY)
    const shown = new PatientProgress('records', isShown, stream)
    vi.advanceTimersByTime(900)
    shown.show(100, 400)
    expect(written).toEqual([])
    vi.advanceTimersByTime(1100)
    shown.show(200, 400)
    expect(written).toHaveLength(lines)
    if (lines > 0) expect(written[0]).toContain('200/400  50 %  100 records/s  ETA 2.0 s')
    shown.end()
    vi.advanceTimersByTime(500)
    shown.show(300, 400)
    expect(written).toHaveLength(2 * lines)
  })
})

describe('styleFor', () => {
  it('colours on a terminal only, and not with NO_COLOR', () => {
    expect(styleFor({ isTTY: false }).red('x')).toBe('x')
    const before = process.env['NO_COLOR']
    process.env['NO_COLOR'] = ''
    expect(styleFor({ isTTY: true }).red('x')).toBe('\u001b[31mx\u001b[0m')
    process.env['NO_COLOR'] = '1'
    expect(styleFor({ isTTY: true }).red('x')).toBe('x')
    if (before === undefined) Reflect.deleteProperty(process.env, 'NO_COLOR')
    else process.env['NO_COLOR'] = before
  })
})

describe('formatting', () => {
  it.each([
    [0, '0 ms'], [999, '999 ms'], [1500, '1.5 s'], [65_000, '1:05 min'], [3_723_000, '1:02:03 h'], [36_000_000, '10:00:00 h'],
  ])(
    'writes %i ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text),
  )

  it.each([
    [null, ''], [1 / 3, '0.3333333'], [1e-9, '1e-9'], [true, 'true'], [{ a: 1 }, '{"a":1}'],
    [{ value: 1.5, unit: 'V', timeMs: 0 }, '1.5 V'], [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('writes %j as %s', (value, text) => expect(formatValue(value)).toBe(text))

  it('aligns numbers to the right and text to the left', () => {
    expect(textTable(['n', 'name'], [['1', 'a'], ['10', 'bcdef']])).toEqual([' n  name', ' 1  a', '10  bcdef'])
  })
})

describe('csvPieces', () => {
  it('writes float64 so that it reads back bit for bit, however many rows', async () => {
    const values = Array.from({ length: 2500 }, (_, i) => Math.sin(i) * 10 ** ((i % 40) - 20))
    const lines = (await csvOf(table(values, values))).join('').trimEnd().split('\n')
    expect(lines).toHaveLength(2501)
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(values)
  })

  it('quotes titles and text that hold separators, quotes or line ends', async () => {
    const columns = [{ name: 'a,b', role: 'result', kind: 'text', values: ['x"y', 'line\nend', ' lead', null] }] as const
    expect((await csvOf({ acquisition: 'a', rows: 4, columns })).join('')).toBe('"a,b"\n"x""y"\n"line\nend"\n" lead"\n\n')
  })
})

describe('csvPieces and jsonPieces', () => {
  const columns = [{ name: 'a', role: 'result', kind: 'text', values: Array.from({ length: 100 }, () => 'x'.repeat(5000)) }] as const

  it('hand on long cells in many pieces, so that no text gets too long', async () => {
    const lengths = [...await csvOf({ acquisition: 'a', rows: 100, columns }), ...jsonPieces({ columns })].map((piece) => piece.length)
    expect(Math.max(...lengths)).toBeLessThan(80_000)
    expect(lengths.reduce((sum, length) => sum + length)).toBeGreaterThan(1_000_000)
  })

  it('write large whole numbers so that nobody reads them as integers with other digits', async () => {
    const values = [2 ** 53, -(2 ** 63), 1e21, 2 ** 53 - 1]
    expect((await csvOf(table(values, values))).join('').split('\n')[2]).toBe('-9.223372036854776e+18,-9.223372036854776e+18')
    const json = [...jsonPieces(Float64Array.from(values))].join('')
    expect(json).toBe('[9.007199254740992e+15,-9.223372036854776e+18,1e+21,9007199254740991]\n')
    expect(JSON.parse(json)).toEqual(values)
  })
})

describe('jsonPieces', () => {
  it('writes what exportJson makes of a value', () => {
    const wave = waveform({ raw: Int8Array.of(1, 2), scale: 2, unit: 'V', step: 1, timeMs: 5 })
    const value = {
      a: [Number.NaN, -Infinity, -0, 1, null, 'x"y', true, [], {}], b: new Date(0), c: null, d: Float64Array.of(1, Number.NaN, -0),
      bytes: Uint8Array.of(1, 2), wave, left: undefined, nested: { wave: [wave] },
    }
    expect(JSON.parse([...jsonPieces(value)].join(''))).toEqual(JSON.parse(JSON.stringify(exportJson(value))))
  })
})

describe('textTable', () => {
  it('keeps a cell to its line and shows escape codes instead of sending them', () => {
    expect(textTable(['a', 'b'], [['x\ny', '\u001b[31mred'], ['\u202edlo', '']])).toEqual([
      'a          b', String.raw`x\ny       \u001b[31mred`, String.raw`\u202edlo`,
    ])
  })
})

describe('exportJson', () => {
  it('keeps what JSON cannot hold in the form of the event schema', () => {
    const value = { a: [Number.NaN, -Infinity, -0, 1], b: new Date(0), c: null, d: Float64Array.of(1, Number.NaN) }
    expect(exportJson(value)).toEqual({
      a: [{ $number: 'NaN' }, { $number: '-Infinity' }, { $number: '-0' }, 1],
      b: '1970-01-01T00:00:00.000Z', c: null, d: [1, null],
    })
  })
})

describe('plotTable', () => {
  it('draws a rising line from the lower left to the upper right', () => {
    expect(plotTable(table([0, 1], [0, 1]), { width: 4, height: 2 })).toEqual([
      'y over x [s]', '1 ┤⠀⠀⡠⠊', '0 ┤⡠⠊⠀⠀', '  └────', '   0  1',
    ])
  })

  it('draws a constant, leaves out what is no number, and needs two points', () => {
    expect(plotTable(table([0, 1, 2], [5, Number.NaN, 5]), { width: 4, height: 2 })[0]).toBe('y over x [s]')
    expect(plotTable(table([0], [1]))).toEqual([])
    expect(plotTable({ acquisition: 'a', rows: 0, columns: [] })).toEqual([])
  })
})

describe('describeError', () => {
  it('names what is no error, and every part of an aggregate', () => {
    expect(describeError('oops').message).toBe('Something was thrown that is not an error: oops')
    expect(describeError(new AggregateError([new Error('a'), new TypeError('b')], 'Two failed')).message).toBe(
      'AggregateError: Two failed\n  a\n  TypeError: b')
  })

  it('names both errors where closing failed after another error', () => {
    expect(describeError(new SuppressedError(new Error('closing'), new Error('measuring'))).message).toBe(
      'closing\n  after: measuring',
    )
  })
})
