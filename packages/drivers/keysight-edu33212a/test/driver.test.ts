import { SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import type { GeneratorSettings, Modulation } from '../src/index.ts'
import { openedOne, openedTwo } from './opened-generator.ts'

/** Settings one after the other, and the state after the last one. */
async function afterwards(...steps: readonly GeneratorSettings[]) {
  await using opened = await openedTwo()
  for (const step of steps) await opened.awg.channel(1).set(step)
  return await opened.awg.channel(1).state()
}

/** What is refused, with nothing changed. */
async function refusal(wanted: object, ...before: readonly GeneratorSettings[]): Promise<string> {
  await using opened = await openedTwo()
  const channel = opened.awg.channel(1)
  for (const step of before) await channel.set(step)
  const snapshot = await opened.awg.snapshot()
  opened.sent()
  const error: unknown = await channel.set(wanted).then(() => undefined, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(SettingError)
  expect(opened.sent()).toEqual([])
  expect(await opened.awg.snapshot()).toEqual(snapshot)
  return error instanceof Error ? error.message : ''
}

describe('set', () => {
  it('sets function, frequency, load and levels by one message, in an order in which nothing conflicts', async () => {
    await using opened = await openedTwo()
    opened.sent()
    await opened.awg.channel(2).set({ function: 'square', frequency: 5000, load: 'high-impedance', amplitude: 4, offset: 1 })
    expect(opened.sent()).toEqual([':SOUR2:FREQ 5000;:OUTP2:LOAD INF;:SOUR2:FUNC SQU;:SOUR2:VOLT:OFFS 1;:SOUR2:VOLT 4 VPP'])
    expect(await opened.awg.channel(2).state()).toMatchObject({
      function: 'square', frequency: 5000, load: 'high-impedance', amplitude: 4, offset: 1,
    })
  })

  it.each<[string, readonly GeneratorSettings[], object]>([
    [
      'a larger amplitude after a larger offset', [{ amplitude: 1, offset: 4.5 }, { amplitude: 10, offset: 0 }],
      { amplitude: 10, offset: 0 },
    ],
    [
      'a larger offset after a larger amplitude', [{ amplitude: 10, offset: 0 }, { amplitude: 1, offset: 4.5 }],
      { amplitude: 1, offset: 4.5 },
    ],
    ['high and low', [{ high: 3, low: -1 }], { amplitude: 4, offset: 1 }],
    ['high alone: low stays', [{ high: 2, low: 0 }, { high: 3 }], { high: 3, low: 0 }],
    [
      'a new load: what was set is told anew', [{ amplitude: 2, offset: 1 }, { load: 'high-impedance' }],
      { amplitude: 4, offset: 2 },
    ],
    [
      'a new load with levels', [{ amplitude: 10 }, { load: 'high-impedance', amplitude: 12, offset: 4 }],
      { amplitude: 12, offset: 4 },
    ],
    ['an effective value', [{ amplitudeRms: 1 }], { amplitude: 2.82842712474619 }],
    ['a power', [{ power: 10 }], { amplitude: 2 }],
    [
      'a frequency that only the new function has',
      [{ function: 'ramp', frequency: 200e3 }, { function: 'sine', frequency: 20e6 }], { frequency: 20e6 },
    ],
    [
      'a frequency that only the former function had', [{ frequency: 20e6 }, { function: 'square', frequency: 10e6 }],
      { function: 'square', frequency: 10e6 },
    ],
    [
      'dc with an offset that no waveform leaves room for',
      [{ function: 'dc', offset: 5 }, { function: 'sine', offset: 0, amplitude: 2 }],
      { function: 'sine', offset: 0, amplitude: 2 },
    ],
    [
      'a pulse that grows shorter',
      [{ function: 'pulse', frequency: 1000 }, { frequency: 5e6, pulseWidth: 50e-9, leadingEdge: 9e-9, trailingEdge: 9e-9 }],
      { frequency: 5e6 },
    ],
    [
      'a pulse that grows longer',
      [{ function: 'pulse', frequency: 5e6, pulseWidth: 50e-9 }, { frequency: 10, pulseWidth: 0.05, leadingEdge: 1e-6 }],
      { frequency: 10 },
    ],
    [
      'a duty cycle that is held', [{ function: 'pulse', pulseHold: 'dutyCycle', dutyCycle: 20 }, { frequency: 1e5 }],
      { frequency: 1e5 },
    ],
    [
      'a fast square', [{ function: 'square', frequency: 1000, dutyCycle: 1 }, { frequency: 10e6, dutyCycle: 50 }],
      { frequency: 10e6 },
    ],
    ['polarity and phase', [{ polarity: 'inverted', phase: -90 }], { polarity: 'inverted', phase: -90 }],
  ])('takes %s', async (_, steps, state) => {
    expect(await afterwards(...steps)).toMatchObject(state)
  })

  it.each<[string, object, RegExp, ...GeneratorSettings[]]>([
    ['an amplitude beyond the load', { amplitude: 10.01 }, /amplitude 10\.01 Vpp is outside 0\.001 … 10 Vpp into 50 Ω/],
    ['an amplitude below the least', { amplitude: 0.0009 }, /outside 0\.001/],
    ['an offset without room', { offset: 4.5 }, /offset 4\.5 V with an amplitude of 2 Vpp reaches beyond ±5 V/, { amplitude: 2 }],
    ['an amplitude without room', { amplitude: 3 }, /reaches beyond/, { offset: 4 }],
    ['a frequency beyond the function', { function: 'ramp', frequency: 200001 }, /200001 Hz is outside .* for ramp/],
    ['a function for which the frequency is too high', { function: 'triangle' }, /too high for triangle/, { frequency: 1e6 }],
    ['high below low', { high: -1 }, /high -1 V is not above low/],
    ['high and amplitude', { high: 1, amplitude: 1 }, /contradict/],
    ['two amplitudes', { amplitude: 1, power: 3 }, /contradict/],
    ['a power without load', { power: 3 }, /power needs a load/, { load: 'high-impedance' }],
    ['an effective value of samples', { function: 'arbitrary', amplitudeRms: 1 }, /depends on its samples/],
    ['NaN', { frequency: Number.NaN }, /NaN is not a finite number/],
    ['an infinite load', { load: Infinity }, /high-impedance/],
    ['a load of 0 Ω', { load: 0 }, /load 0 Ω is outside 1 … 10000 Ω/],
    ['a text for a number', { amplitude: '2' }, /"2" is not a number/],
    ['a misspelt setting', { amplitud: 1 }, /no setting 'amplitud'/],
    ['a function there is not', { function: 'sawtooth' }, /"sawtooth" is not one of sine/],
    [
      'a duty cycle shorter than 16 ns', { function: 'square', frequency: 10e6, dutyCycle: 10 },
      /duty cycle of 10 % is outside 16/,
    ],
    ['a pulse wider than its period', { function: 'pulse', frequency: 1e6, pulseWidth: 1e-6 }, /pulse width/],
    ['edges wider than the pulse', { function: 'pulse', frequency: 1e6, pulseWidth: 50e-9, leadingEdge: 1e-6 }, /edges/],
    ['a duty cycle of a sine', { dutyCycle: 20 }, /belongs to square, pulse/],
    ['a frequency of noise', { function: 'noise', frequency: 10 }, /belongs to/],
    ['a waveform that is not there', { function: 'arbitrary', waveform: 'NOBODY' }, /there is no waveform "NOBODY"/],
    ['a sample rate without filter', { filter: 'off', sampleRate: 100e6 }, /without a filter/],
    ['a sample rate and a frequency', { function: 'arbitrary', sampleRate: 1e6, frequency: 10 }, /contradict/],
  ])('refuses %s, and changes nothing', async (_, wanted, message, ...before) => {
    expect(await refusal(wanted, ...before)).toMatch(message)
  })

  it('refuses a function that a modulation which is on does not allow, and a frequency that a burst does not fit', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.modulate({ kind: 'fm' })
    await expect(channel.set({ function: 'pulse' })).rejects.toThrow(/pulse cannot be used with fm/)
    await channel.burst({ cycles: 5 })
    await expect(channel.set({ frequency: 100 })).rejects.toThrow(/do not fit the burst period/)
  })

  it('refuses levels beyond the voltage limits of the instrument, and a load while they hold', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.setVoltageLimits({ low: -1, high: 1 })
    await expect(channel.set({ amplitude: 2.5 })).rejects.toThrow(/outside the voltage limits of the instrument/)
    await expect(channel.set({ load: 75 })).rejects.toThrow(/load cannot change/)
    await expect(channel.setVoltageLimits({ low: 0, high: 1 })).rejects.toThrow(/do not hold the levels/)
    await channel.setVoltageLimits(false)
    await channel.set({ amplitude: 2.5 })
    expect((await channel.state()).amplitude).toBe(2.5)
  })

  it('reads the amplitude in Vpp and the phase in degrees whatever units are set', async () => {
    await using opened = await openedTwo()
    await opened.awg.scpi.set({ amplitudeUnit: 'dBm' }, { channel: 1 })
    await opened.awg.scpi.set({ angleUnit: 'radian' })
    await opened.awg.channel(1).set({ amplitude: 2, phase: 90 })
    const { amplitude, phase } = await opened.awg.channel(1).state()
    expect(amplitude).toBeCloseTo(2, 12)
    expect(phase).toBeCloseTo(90, 12)
  })

  it('names an unknown channel', async () => {
    await using opened = await openedOne()
    expect(() => opened.awg.channel(2 as 1)).toThrow('awg has no channel 2; it has 1.')
  })
})

describe('modulation', () => {
  it.each<[Modulation, string]>([
    [
      { kind: 'am', depth: 50, shape: 'triangle', frequency: 20, suppressedCarrier: true },
      'AM:STAT?;:AM?;:AM:INT:FUNC?;:AM:DSSC?',
    ],
    [{ kind: 'fm', deviation: 100, frequency: 5 }, 'FM:STAT?;:FM?;:FM:INT:FREQ?'],
    [{ kind: 'pm', deviation: 90, shape: 'negativeRamp' }, 'PM:STAT?;:PM:DEV?;:PM:INT:FUNC?'],
    [{ kind: 'sum', amplitude: 10, source: 'channel2' }, 'SUM:STAT?;:SUM:AMPL?;:SUM:SOUR?'],
    [{ kind: 'fsk', hopFrequency: 500, rate: 3, source: 'external' }, 'FSK:STAT?;:FSK:FREQ?;:FSK:SOUR?'],
    [{ kind: 'bpsk', phaseShift: 90, rate: 3 }, 'BPSK:STAT?;:BPSK?;:BPSK:INT:RATE?'],
  ])('%o is on with its settings, and ends the mode before', async (modulation, query) => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.sweep({})
    await channel.modulate(modulation)
    expect(await channel.mode()).toBe(modulation.kind)
    expect(await opened.awg.scpi.query(query)).toMatchSnapshot()
    expect(await opened.awg.scpi.readErrors()).toEqual([])
  })

  it.each<[string, object, RegExp]>([
    ['a pulse in amplitude', { kind: 'am' }, /am is not possible with pulse/],
    ['by itself', { kind: 'pwm', source: 'channel1' }, /cannot modulate itself/],
    ['beyond the width', { kind: 'pwm', deviation: 101e-6 }, /pwmDeviation/],
    ['with two deviations', { kind: 'pwm', deviation: 1e-6, dutyDeviation: 1 }, /contradict/],
    ['with what it does not have', { kind: 'pwm', depth: 1 }, /no setting 'depth'/],
    ['of a kind there is not', { kind: 'qam' }, /"qam" is not one of/],
  ])('refuses to modulate a pulse %s', async (_, modulation, message) => {
    await using opened = await openedTwo()
    await opened.awg.channel(1).set({ function: 'pulse' })
    opened.sent()
    await expect(opened.awg.channel(1).modulate(modulation as Modulation)).rejects.toThrow(message)
    expect(opened.sent()).toEqual([])
  })

  it('refuses noise that modulates noise, a deviation beyond half of the carrier, and a source that a model lacks', async () => {
    await using opened = await openedOne()
    const channel = opened.awg.channel(1)
    await expect(channel.modulate({ kind: 'fm', deviation: 501 })).rejects.toThrow(/fmDeviation 501 Hz is outside/)
    await expect(channel.modulate({ kind: 'am', source: 'channel2' })).rejects.toThrow(SettingError)
    await channel.set({ function: 'noise' })
    await expect(channel.modulate({ kind: 'am', shape: 'noise' })).rejects.toThrow(/noise cannot modulate itself/)
  })
})

describe('sweep, list, burst and trigger', () => {
  it('sweeps by ends or by center and span, and refuses what leaves the range', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.sweep({ center: 1000, span: -500, time: 5, spacing: 'logarithmic', holdTime: 1, marker: 900 })
    expect((await opened.awg.scpi.query('FREQ:STAR?;:FREQ:STOP?')).split(';').map(Number)).toEqual([1250, 750])
    await expect(channel.sweep({ center: 100, span: 500 })).rejects.toThrow(SettingError)
    await expect(channel.sweep({ start: 1, center: 2 })).rejects.toThrow(/contradict/)
    await expect(channel.sweep({ time: 501 })).rejects.toThrow(/sweepTime 501/)
    await channel.continuous()
    expect(await channel.mode()).toBeUndefined()
  })

  it('plays a list, and refuses one that is empty, too long or out of range', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.playList({ frequencies: [10, 20, 40], dwell: 0.5 })
    expect(await channel.mode()).toBe('list')
    expect(await opened.awg.scpi.queryNumbers('LIST:FREQ?')).toEqual([10, 20, 40])
    await expect(channel.playList({ frequencies: [] })).rejects.toThrow(/it has 1 … 128/)
    await expect(channel.playList({ frequencies: new Array<number>(129).fill(1) })).rejects.toThrow(/it has 1 … 128/)
    await expect(channel.playList({ frequencies: [30e6] })).rejects.toThrow(/outside/)
  })

  it('bursts of the bus end, and waiting for them does', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.setTrigger({ source: 'bus', delay: 0.5 })
    await channel.burst({ cycles: 2000, phase: 90 })
    await opened.awg.trigger()
    let done = false
    const waiting = opened.awg.waitUntilDone({ timeoutMs: 10_000 }).then(() => { done = true })
    await opened.clock.advance(2400)
    expect(done).toBe(false)
    await opened.clock.advance(200)
    await waiting
    expect(done).toBe(true)
  })

  it('waiting for a burst without end stops with its signal, and abort ends the burst', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.setTrigger({ source: 'bus' })
    await channel.burst({ cycles: Infinity })
    await opened.awg.trigger()
    const controller = new AbortController()
    const waiting = opened.awg.waitUntilDone({ signal: controller.signal, timeoutMs: 60_000 })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await opened.awg.abort()
    await opened.awg.waitUntilDone()
  })

  it('refuses endless bursts of the internal trigger, cycles that do not fit, and half a cycle', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await expect(channel.burst({ cycles: Infinity })).rejects.toThrow(/without end/)
    await expect(channel.burst({ cycles: 10 })).rejects.toThrow(/take 0\.010001 s with the pause/)
    await expect(channel.burst({ cycles: 1.5 })).rejects.toThrow(/whole number/)
    await channel.burst({ cycles: 10, period: 1 })
    await channel.burst({ cycles: 1, period: 0.002 })
    expect(await opened.awg.scpi.readErrors()).toEqual([])
  })

  it('a trigger that nobody waits for is reported', async () => {
    await using opened = await openedTwo()
    await expect(opened.awg.trigger()).rejects.toMatchObject({ number: -211 })
    await expect(opened.awg.channel(1).initiate()).rejects.toMatchObject({ number: -213 })
  })
})
