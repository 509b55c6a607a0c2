import { InstrumentError, parseResourceName, SettingError, UnsupportedError, type Oscilloscope } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { edux1052a, edux1052g, type Edux1052a, type Edux1052g } from '../src/index.ts'
import { openA, openG, withSine } from './opened-scope.ts'

describe('channels and time base', () => {
  it('sets the probe before what it scales, whatever the order given, and reads everything back', async () => {
    await using fixture = await openG()
    const { scope, sent } = fixture
    await scope.channel(1).set({ offset: 0.2, scale: 0.1, label: 'Vout', probe: 1, coupling: 'ac', bandwidthLimit: true })
    expect(sent[0]).toBe(':CHAN1:PROB 1;:CHAN1:SCAL 0.1;:CHAN1:OFFS 0.2;:CHAN1:COUP AC;:CHAN1:BWL ON;:CHAN1:LAB "Vout"')
    expect(await scope.channel(1).settings()).toEqual({
      enabled: true, probe: 1, unit: 'volt', scale: 0.1, offset: 0.2, coupling: 'ac', bandwidthLimit: true, inverted: false,
      vernier: false,
      label: 'Vout', skew: 0,
    })
  })

  it('refuses a scale that the probe does not allow before anything is set, and takes it with another probe', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await expect(scope.channel(1).set({ scale: 101 })).rejects.toThrow(/channelScale 101 V is outside 0\.005 … 100 V/)
    await expect(scope.channel(1).set({ probe: 1, scale: 50 })).rejects.toBeInstanceOf(SettingError)
    expect(device.get('channelScale', 1)).toBe(5)
    await scope.channel(1).set({ probe: 100, scale: 50 })
    expect(device.get('channelScale', 1)).toBe(50)
  })

  it('says so when the instrument has taken less than it was told', async () => {
    await using fixture = await openG()
    const refusal = fixture.scope.channel(1).set({ probe: 1, scale: 0.1, offset: 30 })
    await expect(refusal).rejects.toBeInstanceOf(UnsupportedError)
    await expect(refusal).rejects.toThrow('The offset of channel 1 of scope was set to 30 V, the instrument has taken 2 V.')
  })

  it('sets the time base and reads what follows from it', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.timebase.set({ scale: 1e-6, position: 2e-6, reference: 'left' })
    expect(await scope.timebase.settings()).toMatchObject({ mode: 'main', reference: 'left', scale: 1e-6, position: 2e-6 })
    expect([await scope.acquisition.points(), await scope.acquisition.sampleRate()]).toEqual([10_000, 1e9])
    await scope.acquisition.set({ type: 'average', averages: 64 })
    expect(await scope.acquisition.settings()).toMatchObject({ type: 'average', averages: 64 })
  })

  it.each([
    [{ scale: 4e-9 }], [{ scale: 51 }], [{ windowScale: 1 }], [{ mode: 'zoom' }],
  ])('refuses the time base %j', async (settings) => {
    await using fixture = await openG()
    await expect(fixture.scope.timebase.set(settings as object)).rejects.toBeInstanceOf(SettingError)
    expect(fixture.sent.filter((message) => !message.includes('?'))).toEqual([])
  })

  it.each([
    ['channel', (scope: Edux1052g) => scope.channel(1).set({ ofset: 1 } as object)],
    ['time base', (scope: Edux1052g) => scope.timebase.set({ scal: 1 } as object)],
    ['trigger', (scope: Edux1052g) => scope.trigger.edge({ levle: 1 } as object)],
    ['pulse', (scope: Edux1052g) => scope.trigger.pulseWidth({ longer: 1 } as object)],
    ['generator', (scope: Edux1052g) => scope.generator.set({ amplitud: 1 } as object)],
    ['modulation', (scope: Edux1052g) => scope.generator.setModulation({ depth: 1 } as object)],
    ['analysis', (scope: Edux1052g) => scope.frequencyResponse.set({ from: 1 } as object)],
    ['transfer', (scope: Edux1052g) => scope.channel(1).fetchWaveform({ formatt: 'byte' } as object)],
    ['mask', (scope: Edux1052g) => scope.mask.set({ margin: 1 } as object)],
  ])('does not take a misspelt setting of the %s for none', async (_what, set) => {
    await using fixture = await openG()
    await expect(set(fixture.scope)).rejects.toThrow(/has no setting ".*" here; there are/)
    expect(fixture.sent.filter((message) => !message.includes('?'))).toEqual([])
  })

  it('has two channels and two reference waveforms', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    // @ts-expect-error the types refuse it too
    expect(() => scope.channel(3)).toThrow('scope has no channel 3; it has 1, 2.')
    // @ts-expect-error the types refuse it too
    expect(() => scope.reference(0)).toThrow('scope has no reference waveform 0; it has 1, 2.')
  })
})

describe('the trigger', () => {
  it('is set in the order that works: mode, source, slope, level', async () => {
    await using fixture = await openG()
    await fixture.scope.channel(2).set({ probe: 1, scale: 1 })
    fixture.sent.length = 0
    await fixture.scope.trigger.edge({ level: 1.5, slope: 'negative', source: 'channel2' })
    expect(fixture.sent[1]).toBe(':TRIG:MODE EDGE;:TRIG:SOUR CHAN2;:TRIG:SLOP NEG;:TRIG:LEV 1.5')
    expect(await fixture.scope.trigger.edgeSettings()).toEqual({
      source: 'channel2', slope: 'negative', level: 1.5, coupling: 'dc', reject: 'off',
    })
  })

  it('refuses a level that the source cannot have, before anything is set', async () => {
    await using fixture = await openG()
    const { scope, sent } = fixture
    await scope.channel(1).set({ probe: 1, scale: 1, offset: 1 })
    sent.length = 0
    await expect(scope.trigger.edge({ source: 'channel1', level: 7.5 })).rejects.toThrow(
      /level 7\.5 .* outside -5 … 7, where channel 1/,
    )
    await expect(scope.trigger.pulseWidth({ source: 'channel1', level: -6, lessThan: 1e-6 })).rejects.toBeInstanceOf(SettingError)
    expect(sent.every((message) => message.includes('?'))).toBe(true)
    await scope.trigger.edge({ source: 'channel1', level: 7 })
  })

  it('sets pulse width, pattern, transition, setup and hold, and video', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await scope.trigger.pulseWidth({ source: 'channel1', polarity: 'negative', greaterThan: 1e-6, lessThan: 1e-3, level: 1 })
    expect([
      device.get('triggerMode'), device.get('widthQualifier'), device.get('widthGreaterThan'), device.get('widthLessThan'),
    ]).toEqual(['pulseWidth', 'range', 1e-6, 1e-3])
    await scope.trigger.pattern('1r')
    expect([device.get('triggerMode'), device.get('pattern')]).toEqual(['pattern', '1R'])
    await scope.trigger.transition({
      source: 'channel1', slope: 'positive', qualifier: 'greaterThan', time: 1e-6, high: 2, low: -2,
    })
    expect([device.get('triggerMode'), await scope.scpi.query(':TRIG:LEV:HIGH? CHAN1')]).toEqual(['transition', '+2.00000E+00'])
    await scope.trigger.setupHold({ clock: 'channel1', data: 'channel2', slope: 'positive', setup: 1e-6, hold: 2e-6 })
    expect([device.get('triggerMode'), await scope.scpi.queryNumber(':TRIG:SHOL:TIME:HOLD?')]).toEqual(['setupHold', 2e-6])
    await scope.trigger.tv({ standard: 'pal', mode: 'lineOfField2', line: 400 })
    expect([device.get('triggerMode'), device.get('tvLine')]).toEqual(['tv', 400])
    await scope.trigger.set({ sweep: 'normal', holdoff: 1e-3, noiseReject: true })
    expect(await scope.trigger.settings()).toEqual({
      type: 'tv', sweep: 'normal', holdoff: 1e-3, noiseReject: true, highFrequencyReject: false,
    })
  })

  it.each([
    ['a pattern of one', (scope: Edux1052g) => scope.trigger.pattern('1')],
    ['two edges', (scope: Edux1052g) => scope.trigger.pattern('RF')],
    [
      'a clock that is the data',
      (scope: Edux1052g) => scope.trigger.setupHold({
        clock: 'channel1', data: 'channel1', slope: 'positive', setup: 1, hold: 1,
      }),
    ],
    [
      'levels the wrong way round',
      (scope: Edux1052g) => scope.trigger.transition({
        source: 'channel1', slope: 'positive', qualifier: 'lessThan', time: 1, high: 0, low: 1,
      }),
    ],
    [
      'a time of nothing',
      (scope: Edux1052g) => scope.trigger.transition({
        source: 'channel1', slope: 'positive', qualifier: 'lessThan', time: 0, high: 1, low: 0,
      }),
    ],
    ['an empty range of widths', (scope: Edux1052g) => scope.trigger.pulseWidth({ greaterThan: 2e-6, lessThan: 1e-6 })],
    [
      'a line that the standard does not have',
      (scope: Edux1052g) => scope.trigger.tv({ standard: 'ntsc', mode: 'lineOfField1', line: 300 }),
    ],
    ['a hold-off below 60 ns', (scope: Edux1052g) => scope.trigger.set({ holdoff: 50e-9 })],
    ['an unknown slope', (scope: Edux1052g) => scope.trigger.edge({ slope: 'up' as 'positive' })],
    ['a level of NaN', (scope: Edux1052g) => scope.trigger.edge({ source: 'channel1', level: Number.NaN })],
  ])('refuses %s, and sets nothing', async (_what, set) => {
    await using fixture = await openG()
    await expect(set(fixture.scope)).rejects.toBeInstanceOf(SettingError)
    expect(fixture.sent.filter((message) => !message.includes('?'))).toEqual([])
  })
})

describe('the models', () => {
  it('are oscilloscopes of core', async () => {
    await using fixture = await openA()
    const scope: Oscilloscope<1 | 2> = fixture.scope
    expect([scope.kind, scope.channels]).toEqual(['oscilloscope', [1, 2]])
    expect([edux1052a.limitable, edux1052g.limitable]).toEqual([{}, { amplitude: 'V', offset: 'V' }])
  })

  it('the A model has no generator, no analysis, and no generator to trigger on, not even for types', async () => {
    await using fixture = await openA()
    const { scope } = fixture
    // @ts-expect-error the A model has none
    expect(scope.generator).toBeUndefined()
    // @ts-expect-error the A model has none
    expect(scope.frequencyResponse).toBeUndefined()
    // @ts-expect-error the A model has none
    await expect(scope.trigger.edge({ source: 'generator' })).rejects.toThrow(/edgeSource "generator" is not one of/)
    expect(await scope.makeSafe()).toEqual({ actions: [], verified: true })
  })

  it('a driver of one model does not open the other', async () => {
    await using fixture = await openA()
    const connection = await fixture.bench.transport().connect(parseResourceName('SIM::scope::INSTR'))
    await expect(edux1052g.open({ connection, alias: 'scope' })).rejects.toThrow(/EDUX1052A/)
  })

  it('brings back a snapshot, trigger level and generator included, without switching it on', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.trigger.edge({ source: 'channel1', level: 0.6 })
    const before = await scope.snapshot()
    expect(before).toMatchObject({ edgeLevel: 0.6, generatorOutput: true, 'channelScale@1': 0.5 })
    await scope.reset()
    const report = await scope.restore(before)
    expect(report.leftOff).toEqual(['generatorOutput'])
    expect(await scope.snapshot()).toEqual({ ...before, generatorOutput: false })
  })

  it('says what the instrument refuses, with the command', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.generator.set({ function: 'pulse' })
    const refusal = scope.generator.setModulation({ enabled: true })
    await expect(refusal).rejects.toBeInstanceOf(InstrumentError)
    await expect(refusal).rejects.toMatchObject({ number: -221, command: ':WGEN:MOD:STAT ON' })
  })

  it('types know their instrument', () => {
    const takes = (scope: Edux1052a): string => scope.driver
    const open = (scope: Edux1052g): string => scope.generator.constructor.name
    expect([takes.length, open.length]).toEqual([1, 1])
  })
})
