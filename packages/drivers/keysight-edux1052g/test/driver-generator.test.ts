import { LimitError, SettingError, TimeoutError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { parseFrequencyResponse } from '../src/driver/frequency-response.ts'
import { openG } from './opened-scope.ts'

const limits = { source: 'bench.yaml', channels: { '*': { amplitude: { max: 2 }, offset: { min: -1, max: 1 } } } }

describe('the generator', () => {
  it('is set, switched, modulated and read back', async () => {
    await using fixture = await openG()
    const { generator } = fixture.scope
    await generator.set({ function: 'triangle', frequency: 50e3, amplitude: 3, offset: 0.5, load: 50, noise: 10 })
    expect(await generator.settings()).toMatchObject({
      function: 'ramp', symmetry: 50, frequency: 50e3, amplitude: 3, offset: 0.5, load: 50, noise: 10,
    })
    await generator.set({ function: 'sine' })
    await generator.setModulation({ type: 'fm', fmDeviation: 1000, fmFrequency: 50, enabled: true })
    expect(await generator.modulation()).toMatchObject({ enabled: true, type: 'fm', fmDeviation: 1000, fmFrequency: 50 })
    await generator.on()
    expect(await generator.isOn()).toBe(true)
    await generator.off()
    expect(await generator.isOn()).toBe(false)
  })

  it.each([
    [{ function: 'ramp', frequency: 100_001 }, /generatorFrequency 100001 Hz is outside 0\.1 … 100000 Hz/],
    [{ frequency: 21e6 }, /20000000 Hz/], [{ amplitude: 13 }, /12 V/],
    [{ load: 50, amplitude: 6.5 }, /0\.01 … 6 V/], [{ load: 75 }, /50 Ω and 'high-impedance', not 75 Ω/],
    [{ frequency: 1000, pulseWidth: 1e-3 }, /pulseWidth/],
    [{ dutyCycle: 81 }, /20 … 80/], [{ symmetry: -1 }, /0 … 100/],
  ] as const)('refuses %j before anything is set', async (settings, message) => {
    await using fixture = await openG()
    await expect(fixture.scope.generator.set(settings)).rejects.toThrow(message)
    await expect(fixture.scope.generator.set(settings)).rejects.toBeInstanceOf(SettingError)
    expect(fixture.sent.filter((sent) => !sent.includes('?'))).toEqual([])
  })

  it('drives the circuit with its open-circuit voltage behind 50 Ω', async () => {
    await using fixture = await openG({
      circuit: [
        { connect: 'scope.wavegen', nodes: ['a', 'gnd'] }, { resistor: 50, nodes: ['a', 'gnd'] },
        { connect: 'scope.1', nodes: ['a', 'gnd'] },
      ],
    })
    const { scope, bench } = fixture
    await scope.generator.set({ load: 50, function: 'sine', frequency: 1000, amplitude: 1, offset: 0.25 })
    await scope.generator.on()
    const port = bench.circuit.port('scope.1')
    expect([port.voltage(), port.acRms() * 2 * Math.SQRT2]).toEqual([expect.closeTo(0.25, 3), expect.closeTo(1, 3)])
    await scope.generator.set({ load: 'high-impedance' })
    expect((await scope.generator.settings()).amplitude).toBe(2)
    expect(port.acRms() * 2 * Math.SQRT2).toBeCloseTo(1, 3)
  })
})

describe('the limits of the bench', () => {
  it.each([
    ['an amplitude', ':WGEN:VOLT 2.5'], ['an offset', ':WGEN:VOLT:OFFS -1.5'],
    ['the amplitude of an analysis', ':FRAN:WGEN:VOLT 3'], ['a level that is both', ':WGEN:VOLT:HIGH 0.1'],
    ['a load that changes what they mean', ':WGEN:OUTP:LOAD FIFT'], ['a stored setup', '*RCL 1'],
    ['a stored setup by its file', ':REC:SET "a.scp"'], ['a learn string', ':SYST:SET #11:'],
    ['the most there is', ':WGEN:VOLT MAX'], ['something unknown', ':FOO:BAR 1'],
  ])('refuse %s: %s', async (_what, message) => {
    await using fixture = await openG({ limits })
    await expect(fixture.scope.scpi.write(message)).rejects.toBeInstanceOf(LimitError)
    expect(fixture.sent).toEqual([])
  })

  it('hold for typed calls, and let pass what is inside', async () => {
    await using fixture = await openG({ limits })
    const { scope } = fixture
    await expect(scope.generator.set({ amplitude: 2.1 })).rejects.toThrow(/amplitude ≤ 2 V/)
    await expect(scope.frequencyResponse.set({ amplitude: 2.1 })).rejects.toBeInstanceOf(LimitError)
    await expect(scope.recallSetup(1)).rejects.toBeInstanceOf(LimitError)
    await scope.generator.set({ amplitude: 2, offset: 1 })
    await scope.generator.on()
    expect(await scope.generator.isOn()).toBe(true)
  })

  it('keep an output off whose level is outside when it is opened', async () => {
    await using fixture = await openG({ limits: { source: 'bench.yaml', channels: { '*': { amplitude: { max: 0.4 } } } } })
    await expect(fixture.scope.generator.on()).rejects.toThrow(/0\.5 V/)
    await fixture.scope.generator.set({ amplitude: 0.3 })
    await fixture.scope.generator.on()
  })
})

describe('frequency response analysis', () => {
  it('gives gain and phase of the circuit between the channels', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await scope.frequencyResponse.set({
      start: 100, stop: 100e3, points: 4, amplitude: 1, load: 'high-impedance', input: 'channel1', output: 'channel2',
    })
    const points = await scope.frequencyResponse.run({ intervalMs: 1 })
    expect(points.map(({ frequency }) => frequency)).toEqual([100, 1000, 10_000, 100_000])
    for (const { frequency, gain, phase, amplitude } of points) {
      const ratio = 2 * Math.PI * frequency * 1000 * 100e-9
      expect([gain, phase, amplitude]).toEqual([
        expect.closeTo(-10 * Math.log10(1 + ratio ** 2), 1), expect.closeTo(-Math.atan(ratio) * 180 / Math.PI, 0), 1,
      ])
    }
    expect(device.get('generatorOutput')).toBe(false)
    await scope.frequencyResponse.set({ frequency: 1591.5 })
    expect(await scope.frequencyResponse.run()).toEqual([{
      frequency: 1591.5, amplitude: 1, gain: expect.closeTo(-3.01, 1), phase: expect.closeTo(-45, 0),
    }])
    expect(await scope.frequencyResponse.data()).toHaveLength(1)
  })

  it.each([
    [{ start: 10 }], [{ stop: 21e6 }], [{ points: 1001 }], [{ start: 1000, stop: 100 }],
    [{ input: 'channel1', output: 'channel1' }], [{ load: 600 }],
  ] as const)('refuses %j unsent', async (settings) => {
    await using fixture = await openG()
    await expect(fixture.scope.frequencyResponse.set(settings)).rejects.toBeInstanceOf(SettingError)
    expect(fixture.sent).toEqual([])
  })

  it('ends the analysis and switches the generator off when the wait is aborted or too long', async () => {
    await using fixture = await openG({ options: { timing: 'realistic' } })
    const { scope, bench, device } = fixture
    await scope.frequencyResponse.set({ start: 100, stop: 1e6, points: 1000 })
    await expect(scope.frequencyResponse.run({
      signal: AbortSignal.timeout(300), intervalMs: 10,
    })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect([bench.circuit.port('scope.1').acRms(), device.get('generatorOutput')]).toEqual([0, false])
    await expect(scope.frequencyResponse.run({ timeoutMs: 300, intervalMs: 10 })).rejects.toBeInstanceOf(TimeoutError)
    expect([bench.circuit.port('scope.1').acRms(), device.get('responseEnable')]).toEqual([0, false])
  })

  it('reads what the instrument writes, its degree sign of one byte included, and refuses anything else', () => {
    const rows = ['1, 1000000.0, 0.2000, 0.01, 0.00', '2, 2000000.0, 0.2000, -3.01, -45.00']
    const text = `#, Frequency (Hz), Amplitude (Vpp), Gain (dB), Phase (\xb0)\n${rows.join('\n')}\n`
    expect(parseFrequencyResponse('scope', Buffer.from(text, 'latin1'))).toEqual([
      { frequency: 1e6, amplitude: 0.2, gain: 0.01, phase: 0 }, { frequency: 2e6, amplitude: 0.2, gain: -3.01, phase: -45 },
    ])
    expect(() => parseFrequencyResponse('scope', Buffer.from('head\n1, 2, three, 4, 5\n'))).toThrow(/row '1, 2, three, 4, 5'/)
    expect(parseFrequencyResponse('scope', Buffer.from(''))).toEqual([])
  })
})
