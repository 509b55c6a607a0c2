import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isReading, type SessionEvent } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import type { FrequencyResponsePoint } from '@lab/driver-keysight-edux1052g'
import { beforeAll, describe, expect, it } from 'vitest'
import { lowPass } from '../src/low-pass.ts'

const script = fileURLToPath(new URL('../src/frequency-response.ts', import.meta.url))

let output = ''
const events: SessionEvent[] = []

/** The script is run once; every test looks at another part of what it left. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-response-'))
  try {
    const path = join(folder, 'data.sqlite')
    output = (await promisify(execFile)(process.execPath, [script], { env: { ...process.env, LAB_STORE: path } })).stdout
    await using store = sqliteStore(path)
    for (const { id } of await store.sessions()) for await (const event of store.events(id)) events.push(event)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

interface Point {
  readonly hertz: number
  readonly byMeter: number
  /** Standard uncertainty of that. */
  readonly uncertainty: number
  readonly byScope: number
  readonly phase: number
}

function points(): readonly Point[] {
  return events.flatMap((event) => {
    if (event.type !== 'point') return []
    const [hertz = NaN, byMeter = NaN, input = NaN, seen = NaN, phase = NaN] = event.cells.map(Number)
    return [{ hertz, byMeter, uncertainty: event.details?.[1]?.uncertainty?.standard ?? NaN, byScope: seen / input, phase }]
  })
}

function recorded(name: string): unknown {
  return events.flatMap((event) => (event.type === 'recorded' && event.key === name ? [event.value] : []))[0]
}

describe('the frequency response of a low-pass', () => {
  it('by the multimeter is that of the parts within its uncertainty', () => {
    expect(points()).toHaveLength(11)
    for (const { hertz, byMeter, uncertainty } of points()) {
      const expected = lowPass.atOutputOver('source', hertz).gain / lowPass.atOutputOver('source', 100).gain
      expect(uncertainty).toBeLessThan(1e-3)
      expect(Math.abs(byMeter - expected), `${hertz} Hz`).toBeLessThan(3 * uncertainty)
    }
  })

  it('by measurements of the oscilloscope is that of the parts within 3 % and 3°', () => {
    for (const { hertz, byScope, phase } of points()) {
      const expected = lowPass.atOutputOver('input', hertz)
      expect(byScope / expected.gain, `${hertz} Hz`).toBeGreaterThan(0.97)
      expect(byScope / expected.gain, `${hertz} Hz`).toBeLessThan(1.03)
      expect(Math.abs(phase - expected.phase), `${hertz} Hz`).toBeLessThan(3)
    }
  })

  it('by frequency response analysis is that of the parts within 0.1 dB and 1°', () => {
    const analysed = recorded('analysis') as readonly FrequencyResponsePoint[]
    expect(analysed).toHaveLength(11)
    for (const { frequency, gain, phase } of analysed) {
      const expected = lowPass.atOutputOver('input', frequency)
      expect(Math.abs(gain - 20 * Math.log10(expected.gain)), `${frequency} Hz`).toBeLessThan(0.1)
      expect(Math.abs(phase - expected.phase), `${frequency} Hz`).toBeLessThan(1)
    }
  })

  it('is biased by the supply as the parts say, within the uncertainty of the meter and 0.1 % for the supply', () => {
    const bias = recorded('bias')
    if (!isReading(bias)) throw new TypeError('no bias was recorded')
    expect(bias.uncertainty?.standard).toBeLessThan(1e-3)
    expect(Math.abs(bias.value - lowPass.bias(5))).toBeLessThan(3 * (bias.uncertainty?.standard ?? NaN) + 1e-3 * bias.value)
  })

  it('leaves every instrument as it was, outputs off', () => {
    expect(output.match(/^(?:psu|awg|scope|dmm): [1-9]\d* settings put back$/gmu)).toHaveLength(4)
    expect(events.filter(({ type }) => type === 'made-safe')).not.toHaveLength(0)
  })
})
