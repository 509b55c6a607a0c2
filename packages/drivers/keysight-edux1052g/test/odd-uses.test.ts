import { InstrumentError, SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import type { Edux1052g } from '../src/index.ts'
import { openA, openG } from './opened-scope.ts'

/** What a script without types may hand over. */
function odd(value: unknown): never {
  return value as never
}

const transition = { source: 'channel1', slope: 'positive', qualifier: 'greaterThan', time: 1e-6, high: 1, low: 0 } as const

describe('odd uses are refused with a SettingError, and nothing is set', () => {
  it.each<[string, (scope: Edux1052g) => Promise<unknown>]>([
    ['a source by its word', (scope) => scope.digitize({ sources: [odd('CHAN1')] })],
    ['sources that are no list', (scope) => scope.digitize({ sources: odd('channel1') })],
    ['more sources than it takes', (scope) => scope.digitize({ sources: ['channel1', 'channel2', 'math', 'fft', 'external'] })],
    ['the decoder as a source', (scope) => scope.digitize({ sources: [odd('serial')] })],
    ['a misspelt option', (scope) => scope.digitize(odd({ source: ['channel1'] }))],
    ['a misspelt option of autoscale', (scope) => scope.autoscale(odd({ channels: ['channel1'] }))],
    [
      'thresholds of a kind there is not',
      (scope) => scope.measurements.setThresholds(odd({ kind: 'volts', upper: 3, middle: 2, lower: 1 })),
    ],
    [
      'thresholds without an end',
      (scope) => scope.measurements.setThresholds({ kind: 'absolute', upper: Infinity, middle: 2, lower: 1 }),
    ],
    ['edge number 0', (scope) => scope.measurements.timeOfEdge(0)],
    ['half an edge', (scope) => scope.measurements.timeOfValue(1, 1.5)],
    ['the decoder as what is measured', (scope) => scope.measurements.measure('maximum', { source: odd('serial') })],
    ['a persistence by another word', (scope) => scope.display.setPersistence(odd('forever'))],
    ['a file without a name', (scope) => scope.saveSetup('')],
    ['a picture without a name', (scope) => scope.files.saveImage('')],
    ['a reset of another kind', (scope) => scope.reset(odd('all'))],
    ['a picture of another kind', (scope) => scope.screenshot({ format: odd('gif') })],
    ['a picture on another background', (scope) => scope.screenshot({ background: odd('pink') })],
    [
      'a misspelt slope',
      (scope) => scope.trigger.setupHold(odd({ clock: 'channel1', data: 'channel2', slop: 'positive', setup: 1, hold: 1 })),
    ],
    ['a missing level', (scope) => scope.trigger.transition(odd({ ...transition, low: undefined, high: 1 }))],
    ['a transition without a slope', (scope) => scope.trigger.transition(odd({ source: 'channel1', time: 1, high: 1, low: 0 }))],
    ['the 30th of February', (scope) => scope.setClockTime({ year: 2026, month: 2, day: 30, hours: 0, minutes: 0, seconds: 0 })],
    ['no snapshot', (scope) => scope.restore(odd(null))],
    ['a list for a snapshot', (scope) => scope.restore(odd([1]))],
    ['a persistence of a snapshot that is none', (scope) => scope.restore({ timebaseScale: 1, persistence: 'x' })],
    ['a message in a snapshot', (scope) => scope.restore({ measureSources: 'CHAN1;*RST' })],
  ])('%s', async (_, use) => {
    await using opened = await openG()
    await expect(Promise.resolve().then(() => use(opened.scope))).rejects.toBeInstanceOf(SettingError)
    expect(opened.sent.filter((message) => !message.includes('?'))).toEqual([])
  })

  it('the snapshot of a G model on an A model, and a setting of neither', async () => {
    await using g = await openG()
    await using a = await openA()
    await expect(a.scope.restore(await g.scope.snapshot())).rejects.toThrow(/no setting "generatorFunction"/)
    const { serialNumber: _none, ...ofA } = { ...await a.scope.snapshot(), serialNumber: 'x' }
    await g.scope.timebase.set({ scale: 1e-6 })
    await g.scope.restore(ofA)
    expect(await g.scope.timebase.settings()).toMatchObject({ scale: 100e-6 })
    expect(a.sent.filter((message) => !message.includes('?'))).toEqual([])
  })
})

describe('what is around the acquisition', () => {
  it('can be set and read: external input, buses, autoscale, files, terminals', async () => {
    await using opened = await openG()
    const { scope } = opened
    await scope.external.set({ probe: 10, range: 80, level: 2, label: 'GATE', shown: true })
    expect(await scope.external.settings()).toMatchObject({
      probe: 10, range: 80, level: 2, label: 'GATE', shown: true, unit: 'volt',
    })
    await scope.analogBus.set({ channel2: false, label: 'BUS' })
    expect(await scope.analogBus.settings()).toEqual({
      channel1: true, channel2: false, external: false, label: 'BUS', shown: false,
    })
    expect(await scope.scpi.queryNumber(':ABUS:MASK?')).toBe(1)
    await scope.serialBus.set({ mode: 'uart', shown: true })
    expect([await scope.serialBus.settings(), await scope.serialBus.packets()]).toEqual([{ mode: 'uart', shown: true }, []])
    await expect(scope.serialBus.set({ mode: 'can' })).rejects.toMatchObject({ number: -241 })
    await scope.autoscaling.set({ acquisition: 'current', channels: 'displayed' })
    expect(await scope.autoscaling.settings()).toEqual({ acquisition: 'current', channels: 'displayed', fastDebug: false })
    await scope.files.set({ imageFormat: 'bmp', waveformFormat: 'binary' })
    expect(await scope.files.settings()).toEqual({ imageFormat: 'bmp', waveformFormat: 'binary', folder: '/usb/' })
    await scope.files.saveImage('shot')
    await scope.files.saveWaveforms('data')
    await scope.terminals.set({ triggerOutput: 'mask', demonstration: true })
    expect(await scope.terminals.settings()).toEqual({ triggerOutput: 'mask', demonstration: true })
    expect(await scope.userCalibration()).toEqual({ status: '0,0,"Calibrated"', date: '01 JAN 26 00:00:00' })
  })

  it('knows its segments, refuses to analyse none, and keeps a clock', async () => {
    await using opened = await openG()
    const { scope } = opened
    await expect(scope.acquisition.analyzeSegments()).rejects.toBeInstanceOf(InstrumentError)
    await scope.acquisition.set({ mode: 'segmented', segments: 10, segment: 3 })
    await scope.digitize()
    await scope.acquisition.analyzeSegments()
    expect([await scope.acquisition.segmentsAcquired(), await scope.acquisition.segmentTime()]).toEqual([10, 2e-3])
    const time = { year: 2026, month: 11, day: 23, hours: 2, minutes: 30, seconds: 15 }
    await scope.setClockTime(time)
    expect(await scope.clockTime()).toEqual(time)
  })

  it('tells overloads and what the mask test has seen, and puts the generator back', async () => {
    await using opened = await openG()
    const { scope } = opened
    expect(await scope.takeEvents()).toMatchObject({ overloads: 0, maskTest: 0 })
    await scope.generator.set({ frequency: 5000 })
    await scope.generator.reset()
    expect(await scope.generator.settings()).toMatchObject({ frequency: 1000, amplitude: 0.5 })
    await scope.measurements.set({ statisticsCount: 20 })
    expect(await scope.measurements.settings()).toMatchObject({ statisticsCount: 20 })
    await scope.math.set({ operation: 'fft', fftWindow: 'flatTop', fftSpan: 20e3 })
    expect(await scope.math.settings()).toMatchObject({ fftWindow: 'flatTop', fftSpan: 20e3 })
  })
})
