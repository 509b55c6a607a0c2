import { inflateSync } from 'node:zlib'
import { SettingError, waveformValues, type Waveform } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { specialSamples } from '../src/index.ts'
import { measurements, type MeasurementName } from '../src/driver/measurement-names.ts'
import { openG, withSine } from './opened-scope.ts'

function farthest(one: Waveform, other: Waveform): number {
  const [a, b] = [waveformValues(one), waveformValues(other)]
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? Number.NaN))), 0)
}

describe('waveforms', () => {
  it('come as integers with their scale, laid over the bytes that arrived', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.digitize()
    const wave = await scope.channel(1).fetchWaveform({ record: 'raw' })
    expect(wave.raw).toBeInstanceOf(Uint16Array)
    expect(wave).toMatchObject({
      unit: 'V', xUnit: 's', start: -1e-3, step: 2e-8, origin: 32768,
      source: { instrument: 'scope', function: 'waveform', channel: 1 },
    })
    expect(wave.raw).toHaveLength(100_000)
    expect(wave.raw.buffer.byteLength).toBeLessThan(200_000 + 64)
    const values = waveformValues(wave)
    expect(values[50_000]).toBeCloseTo(0, 0.9)
    expect(Math.max(...values)).toBeCloseTo(1, 0.9)
  })

  it('agree with each other in every format, record and number of points', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.acquisition.set({ type: 'highResolution' })
    await scope.digitize()
    const channel = scope.channel(1)
    const word = await channel.fetchWaveform({ points: 1000 })
    const byte = await channel.fetchWaveform({ format: 'byte', points: 1000 })
    const text = await channel.fetchWaveform({ format: 'ascii', points: 1000 })
    expect([word.raw.constructor, byte.raw.constructor, text.raw.constructor]).toEqual([Uint16Array, Uint8Array, Float64Array])
    expect(farthest(word, byte)).toBeLessThan(0.5 / 25 * 1.01)
    expect(farthest(word, text)).toBeLessThan(1e-5)
    const raw = await channel.fetchWaveform({ record: 'raw' })
    expect([word.raw.length, raw.raw.length, raw.step * 100]).toEqual([1000, 100_000, word.step])
    expect(raw.raw.filter((_, index) => index % 100 === 0)).toEqual(word.raw)
  })

  it('count what is no value', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.channel(1).set({ scale: 0.1 })
    await scope.digitize()
    const wide = specialSamples(await scope.channel(1).fetchWaveform())
    const narrow = specialSamples(await scope.channel(1).fetchWaveform({ format: 'byte' }))
    expect(wide).toEqual(narrow)
    expect([wide.holes, wide.tooLow > 1000, wide.tooHigh > 1000]).toEqual([0, true, true])
  })

  it('have the unit of their source: amperes, products, decibels over hertz', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.channel(1).set({ unit: 'ampere' })
    expect((await scope.channel(1).fetchWaveform()).unit).toBe('A')
    await scope.channel(1).set({ unit: 'volt' })
    await scope.math.set({ operation: 'multiply', scale: 0.5, enabled: true })
    expect((await scope.fetchWaveform('math')).unit).toBe('V²')
    await scope.fft.set({ source: 'channel1', enabled: true, span: 10_000, center: 5000 })
    const spectrum = await scope.fetchWaveform('fft')
    expect([spectrum.unit, spectrum.xUnit]).toEqual(['dBV', 'Hz'])
    const values = waveformValues(spectrum)
    const peak = values.indexOf(Math.max(...values))
    expect(spectrum.start + peak * spectrum.step).toBeCloseTo(1000, -3)
    expect(values[peak]).toBeCloseTo(20 * Math.log10(1 / Math.SQRT2), -0.5)
    await scope.fft.set({ vertical: 'volt' })
    expect((await scope.fetchWaveform('fft')).unit).toBe('Vrms')
  })

  it('are refused of a channel that is off, and nothing is left in the error queue', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await expect(scope.channel(2).fetchWaveform()).rejects.toThrow(/channel2 of scope is off.*-221/)
    await expect(scope.measurements.measure('frequency', { source: 'channel2' })).rejects.toBeInstanceOf(SettingError)
    expect(await scope.scpi.readErrors()).toEqual([])
  })

  it.each([
    [{ points: 99 }], [{ points: 100.5 }], [{ format: 'float' }], [{ record: 'all' }],
  ])('refuse %j unsent', async (options) => {
    await using fixture = await openG()
    await expect(fixture.scope.channel(1).fetchWaveform(options as object)).rejects.toBeInstanceOf(SettingError)
    expect(fixture.sent).toEqual([])
  })

  it('are kept as references', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.digitize()
    await scope.reference(1).save('channel1')
    await scope.reference(1).set({ label: 'before', enabled: true })
    await scope.generator.set({ amplitude: 0.5 })
    await scope.digitize()
    expect(Math.max(...waveformValues(await scope.reference(1).fetchWaveform()))).toBeCloseTo(1, 0.9)
    expect(Math.max(...waveformValues(await scope.channel(1).fetchWaveform()))).toBeCloseTo(0.25, 0.9)
    await scope.reference(1).clear()
    await expect(scope.reference(1).fetchWaveform()).rejects.toThrow(/109, No Data For Operation/)
  })
})

const expected: Partial<Record<MeasurementName, readonly [value: number, within: number]>> = {
  'peak-to-peak': [2, 0.1], maximum: [1, 0.1], minimum: [-1, 0.1], amplitude: [2, 0.1], average: [0, 0.06],
  'cycle-average': [0, 0.06], rms: [0.707, 0.03],
  'ac-rms': [0.707, 0.03], frequency: [1000, 10], counter: [1000, 0.1], period: [1e-3, 1e-5], 'positive-width': [5e-4, 3e-5],
  'negative-width': [5e-4, 3e-5],
  'duty-cycle': [50, 3], 'rise-time': [295e-6, 2e-5], 'fall-time': [295e-6, 2e-5], 'bit-rate': [2000, 150],
}

describe('measurements', () => {
  it.each(Object.entries(expected))('%s of a sine is %j', async (name, [value, within]) => {
    await using fixture = await openG()
    await withSine(fixture.scope)
    const reading = await fixture.scope.measurements.measure(name as MeasurementName)
    expect(Math.abs(reading.value - value)).toBeLessThan(within)
    expect(reading).toMatchObject({ source: { instrument: 'scope', function: name, channel: 1 } })
  })

  it('all have a unit', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    const units = await Promise.all(Object.keys(measurements).map(async (name) =>
      (await scope.measurements.measure(name as MeasurementName)).unit))
    expect(new Set(units)).toEqual(new Set(['V', '%', 'Hz', 's', 'bit/s']))
  })

  it('what cannot be measured is invalid, never 9.9E37', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    expect(await scope.measurements.measure('frequency')).toMatchObject({ value: Number.NaN, unit: 'Hz', condition: 'invalid' })
    await withSine(scope)
    await scope.channel(1).set({ scale: 0.01 })
    expect(await scope.measurements.measure('peak-to-peak')).toMatchObject({ value: Number.NaN, unit: 'V', condition: 'invalid' })
    expect((await scope.voltmeter.read()).condition).toBe('invalid')
  })

  it('phase and delay go from one source to the other', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    const phase = await scope.measurements.phase()
    expect([phase.unit, Math.abs(phase.value + Math.atan(2 * Math.PI * 0.1) * 180 / Math.PI) < 5]).toEqual(['°', true])
    expect((await scope.measurements.delay()).value).toBeCloseTo(89e-6, 4)
  })

  it('times and values at places', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    expect(Math.abs((await scope.measurements.timeOfEdge(-1)).value + 0.5e-3)).toBeLessThan(2e-5)
    expect(Math.abs((await scope.measurements.timeOfValue(0.5, 1)).value + 917e-6)).toBeLessThan(2e-5)
    expect(Math.abs((await scope.measurements.valueAt(250e-6)).value - 1)).toBeLessThan(0.1)
    expect((await scope.measurements.valueAt(1)).condition).toBe('invalid')
    await expect(scope.measurements.timeOfEdge(Number.NaN)).rejects.toBeInstanceOf(SettingError)
  })

  it('thresholds, statistics, and an end of them', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.measurements.setThresholds({ kind: 'percent', upper: 80, middle: 50, lower: 20 })
    expect((await scope.measurements.measure('rise-time')).value).toBeLessThan(250e-6)
    await expect(scope.measurements.setThresholds({
      kind: 'percent', upper: 99, middle: 50, lower: 20,
    })).rejects.toBeInstanceOf(SettingError)
    await scope.measurements.setThresholds()
    await scope.measurements.install('peak-to-peak', { source: 'channel2' })
    await scope.measurements.install('frequency')
    await scope.measurements.results()
    const [first, second] = await scope.measurements.results()
    expect(first).toMatchObject({ label: 'Pk-Pk(2)', count: 2 })
    expect(Math.abs((second?.mean ?? 0) - 1000)).toBeLessThan(20)
    await scope.measurements.clear()
    expect(await scope.measurements.results()).toEqual([])
    // @ts-expect-error the types refuse it too
    await expect(scope.measurements.measure('vmiddle')).rejects.toThrow(/cannot measure "vmiddle"; it can peak-to-peak/)
  })
})

describe('everything else on the screen', () => {
  it('the voltmeter reads what its mode says', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.voltmeter.set({ enabled: true, mode: 'acRms' })
    expect(Math.abs((await scope.voltmeter.read()).value - 0.707)).toBeLessThan(0.02)
    await scope.voltmeter.set({ mode: 'frequency' })
    expect([
      await scope.voltmeter.read(), await scope.voltmeter.frequency(),
    ]).toMatchObject([{ value: 1000, unit: 'Hz' }, { value: 1000, unit: 'Hz' }])
  })

  it('cursors say how far they are apart', async () => {
    await using fixture = await openG()
    await fixture.scope.cursors.set({ mode: 'manual', source1: 'channel1', x1: -1e-3, x2: 2e-3, y1: 0.5, y2: -0.25 })
    expect(await fixture.scope.cursors.delta()).toEqual({ x: 3e-3, y: -0.75 })
    expect(await fixture.scope.cursors.settings()).toMatchObject({ mode: 'manual', source1: 'channel1', x2: 2e-3 })
  })

  it('a mask passes what it was made of, and counts what is different', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.digitize()
    await scope.mask.set({ source: 'channel1', unit: 'divisions', marginX: 0.2, marginY: 0.4 })
    await scope.mask.create()
    const mask = await scope.mask.read()
    await scope.mask.set({ enabled: true, stopOnFailure: true })
    await scope.digitize()
    expect(await scope.mask.counts()).toMatchObject({ waveforms: 1, failures: 0 })
    await scope.generator.set({ amplitude: 1 })
    await scope.digitize()
    expect(await scope.mask.counts()).toMatchObject({ waveforms: 2, failures: 1 })
    await scope.mask.delete()
    await scope.mask.write(mask)
    expect(await scope.mask.read()).toEqual(mask)
  })

  it('the screen comes as a PNG with graticule and traces, and as BMP; the background is put back', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await withSine(scope)
    const png = Buffer.from((await scope.screenshot()).data)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 480])
    const rows = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8))
    expect(rows).toHaveLength(801 * 480)
    expect(new Set(rows).size).toBe(4) // background, graticule, and two traces, one of the colour that says that it runs
    const white = Buffer.from((await scope.screenshot({ background: 'white', grayscale: true })).data)
    expect(white.equals(png)).toBe(false)
    expect(device.get('inkSaver')).toBe(true)
    const bmp = Buffer.from((await scope.screenshot({ format: 'bmp' })).data)
    expect([bmp.toString('latin1', 0, 2), bmp.readUInt32LE(2), bmp.readInt32LE(18)]).toEqual(['BM', bmp.length, 800])
  })

  it('setups are kept and taken back, as a block and in places', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await scope.timebase.set({ scale: 1e-6 })
    const setup = await scope.readSetup()
    await scope.saveSetup(3)
    await scope.saveSetup('mine.scp')
    for (const back of [() => scope.writeSetup(setup), () => scope.recallSetup(3), () => scope.recallSetup('mine.scp')]) {
      await scope.reset('default')
      expect(device.get('timebaseScale')).toBe(1e-4)
      await back()
      expect(device.get('timebaseScale')).toBe(1e-6)
    }
    await expect(scope.writeSetup(Buffer.from('garbage'))).rejects.toMatchObject({ number: -161, command: ':SYST:SET' })
    await expect(scope.mask.write(Buffer.from('garbage'))).rejects.toMatchObject({ number: -161 })
    await expect(scope.recallSetup('none.scp')).rejects.toMatchObject({ number: -256 })
    await expect(scope.saveSetup(10)).rejects.toBeInstanceOf(SettingError)
    expect(await scope.selfTest()).toBe(true)
  })

  it('the display', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.display.set({ labels: true, annotationText: 'run 7', intensity: 80, locked: true })
    expect(await scope.display.settings()).toMatchObject({ labels: true, annotationText: 'run 7', intensity: 80, locked: true })
    for (const persistence of ['infinite', 2.5, 'minimum'] as const) {
      await scope.display.setPersistence(persistence)
      expect(await scope.display.persistence()).toBe(persistence)
    }
    await expect(scope.display.setPersistence(61)).rejects.toBeInstanceOf(SettingError)
    await scope.display.message('do not touch')
    await scope.display.clear()
    await expect(scope.display.message('two\nlines')).rejects.toBeInstanceOf(SettingError)
  })
})
