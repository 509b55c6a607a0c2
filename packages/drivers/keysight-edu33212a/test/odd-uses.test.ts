import { SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import type { Edu33212a } from '../src/index.ts'
import { GeneratorBench } from './generator-bench.ts'
import { openedTwo } from './opened-generator.ts'

/** What a script without types may hand over. */
function odd(value: unknown): never {
  return value as never
}

const eight = new Int16Array(8)

describe('odd uses are refused with a SettingError, and nothing is set', () => {
  it.each<[string, (awg: Edu33212a) => Promise<unknown>]>([
    ['no settings', (awg) => awg.channel(1).set(odd(null))],
    ['a bigint', (awg) => awg.channel(1).set({ amplitude: odd(1n) })],
    ['a name of every object', (awg) => awg.channel(1).set({ function: odd('constructor') })],
    ['a message in a name', (awg) => awg.channel(1).set({ function: 'arbitrary', waveform: '"; :OUTP1 ON; "' })],
    ['a width of a sine', (awg) => awg.channel(1).set({ pulseWidth: 1e-3 })],
    ['no kind of modulation', (awg) => awg.channel(1).modulate(odd({}))],
    ['a list of no numbers', (awg) => awg.channel(1).playList(odd({ frequencies: '1,2' }))],
    ['fewer cycles than none', (awg) => awg.channel(1).burst({ cycles: -Infinity })],
    ['half a trigger', (awg) => awg.channel(1).setTrigger({ count: 1.5 })],
    ['a coupling by nothing', (awg) => awg.coupleFrequencies(odd({}))],
    ['a coupling out of range', (awg) => awg.coupleFrequencies({ offset: 30e6 })],
    ['a third channel', (awg) => awg.combine(odd(3), true)],
    ['samples that are bytes', (awg) => awg.channel(1).arbitrary.upload('A', odd(new Uint8Array(10)))],
    ['samples that are missing', (awg) => awg.channel(1).arbitrary.upload('A', new Array<number>(9))],
    ['too few samples', (awg) => awg.channel(1).arbitrary.upload('A', new Int16Array(7))],
    ['too many samples', (awg) => awg.channel(1).arbitrary.upload('A', new Int16Array(1_000_001))],
    ['the one integer too many', (awg) => awg.channel(1).arbitrary.upload('A', eight.map(() => -32768))],
    ['a sample just beyond full scale', (awg) => awg.channel(1).arbitrary.upload('A', [1.0000001, 0, 0, 0, 0, 0, 0, 0])],
    [
      'a sample that is no number',
      (awg) => awg.channel(1).arbitrary.upload('A', Float64Array.from([Number.NaN, 0, 0, 0, 0, 0, 0, 0])),
    ],
    ['a name with a space', (awg) => awg.channel(1).arbitrary.upload('A B', eight)],
    ['the name of a built-in waveform', (awg) => awg.channel(1).arbitrary.upload('Sinc', eight)],
    ['a byte order there is not', (awg) => awg.channel(1).arbitrary.upload('A', eight, { byteOrder: odd('middle') })],
    ['a sequence of nothing', (awg) => awg.channel(1).arbitrary.uploadSequence('S', [])],
    ['a sequence of what is not there', (awg) => awg.channel(1).arbitrary.uploadSequence('S', [{ waveform: 'NOBODY' }])],
    ['the attributes of what is not there', (awg) => awg.channel(1).arbitrary.attributes('NOBODY')],
    ['a slot between slots', (awg) => awg.states.save(1.5)],
    ['a file of text', (awg) => awg.files.write('INT:\\A.TXT', odd('text'))],
    ['a quote in a path', (awg) => awg.files.delete('INT:\\A"B')],
    ['a picture there is not', (awg) => awg.panel.screenshot({ format: odd('gif') })],
    ['half an hour', (awg) => awg.panel.setClock({ year: 2026, month: 1, day: 1, hours: 1.5, minutes: 0, seconds: 0 })],
    ['a host with a space', (awg) => awg.network.set({ hostName: 'a b' })],
    ['limits with one end', (awg) => awg.channel(1).setVoltageLimits(odd({ low: -1 }))],
  ])('%s', async (_, use) => {
    await using opened = await openedTwo()
    opened.sent()
    await expect(Promise.resolve().then(() => use(opened.awg))).rejects.toBeInstanceOf(SettingError)
    expect(opened.sent()).toEqual([])
  })
})

describe('samples', () => {
  it('of every kind and byte order arrive as they are', async () => {
    await using opened = await openedTwo()
    const { arbitrary } = opened.awg.channel(1)
    const integers = Int16Array.from([32767, -32767, 1, -1, 256, -256, 12345, 0])
    await arbitrary.upload('BIG', integers, { byteOrder: 'big-endian' })
    await arbitrary.upload('LITTLE', integers, { byteOrder: 'little-endian' })
    await arbitrary.upload('FLOATS', Float32Array.from(integers, (value) => value / 32767))
    await arbitrary.upload('DOUBLES', Array.from(integers, (value) => value / 32767))
    const [big, ...others] = await Promise.all(['BIG', 'LITTLE', 'FLOATS', 'DOUBLES'].map((name) => arbitrary.attributes(name)))
    expect(big).toMatchObject({ points: 8, peakToPeak: 2 })
    for (const other of others) {
      expect(other.average).toBeCloseTo(big?.average ?? Number.NaN, 7)
      expect(other.crestFactor).toBeCloseTo(big?.crestFactor ?? Number.NaN, 6)
    }
    expect(await opened.awg.scpi.get('byteOrder')).toBe('littleEndian')
    await arbitrary.clear()
    expect(await arbitrary.names()).toEqual(['INT:\\BUILTIN\\EXP_RISE.ARB'])
  })

  it('a million of them arrive, and the room for more shrinks', async () => {
    await using opened = await openedTwo()
    const { arbitrary } = opened.awg.channel(1)
    const free = await arbitrary.freePoints()
    await arbitrary.upload('MILLION', Int16Array.from({ length: 1_000_000 }, (_, index) => index % 32767))
    expect((await arbitrary.attributes('MILLION')).points).toBe(1_000_000)
    expect(await arbitrary.freePoints()).toBe(free - Math.ceil(1_000_000 / 128) * 128)
  })

  it('built-in ones are loaded, and take no more amplitude than they have', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.arbitrary.loadBuiltIn('SINC')
    await channel.set({ function: 'arbitrary', waveform: 'sinc', amplitude: 6.08 })
    await expect(channel.set({ amplitude: 6.1 })).rejects.toThrow(/amplitude 6\.1 Vpp is outside/)
    await channel.arbitrary.store('INT:\\MINE.ARB')
    await opened.awg.channel(2).arbitrary.load('INT:\\MINE.ARB')
    expect((await opened.awg.channel(2).arbitrary.attributes('INT:\\MINE.ARB')).points).toBe(1000)
  })

  it('a sequence joins its waveforms', async () => {
    await using opened = await openedTwo()
    const { arbitrary } = opened.awg.channel(1)
    await arbitrary.upload('ONE', eight)
    await arbitrary.upload('TWO', new Float32Array(10))
    await arbitrary.uploadSequence(
      'BOTH', [{ waveform: 'ONE', play: 'repeat', repetitions: 3 }, { waveform: 'TWO', marker: 'highAtStart' }],
    )
    expect((await arbitrary.attributes('BOTH')).points).toBe(34)
  })
})

describe('odd messages', () => {
  it.each<[string, string | undefined, ...number[]]>([
    ['FREQ INF', undefined, -222], ['FREQ NAN', undefined, -222], ['VOLT? MAX,MIN', undefined, -108],
    ['BURS:NCYC 2.5;NCYC?', '+3.000000000000000E+00'],
    ['BURS:NCYC 1E40;NCYC?', '9.9E+37'], ['OUTP:LOAD 9.9E37;LOAD?', '9.9E+37'], ['LIST:FREQ', undefined, -109],
    ['DATA:ARB x', undefined, -109],
    ['VOLT 500 MVPP;:VOLT?', '+5.000000000000000E-01'], ['FREQ 1 MHZ;:FREQ?', '+1.000000000000000E+06'],
    ['VOLT:OFFS 100 MV;:VOLT:OFFS?', '+1.000000000000000E-01'],
    ['FREQ #H3E8;:FREQ?', '+1.000000000000000E+03'], ['FREQ "1000"', undefined, -104], ['FUNC "SIN"', undefined, -104],
    ['FREQ (@1)', undefined, -108],
    ['SOUR0:FREQ 1', undefined, -114], ['FREQ1 5', undefined, -114], ['TRIG1 5', undefined, -108], ['FUNC SINU', undefined, -224],
    ['FREQ 1 V', undefined, -131],
    ['FUNC:PULS:DCYC 10 S', undefined, -131], ['BURS:NCYC 1 S', undefined, -138],
    ['FREQ 1;FREQ 2;FREQ?', '+2.000000000000000E+00'], ['FREQ?;VOLT?', '+1.000000000000000E+03;+1.000000000000000E-01'],
    ['DATA:ARB:DAC x,#0abc', undefined, -161], ['MMEM:CAT? 5', undefined, -104], ['*SAV -1', undefined, -222],
    ['DISP:TEXT "open', undefined, -151], ['FREQ', undefined, -109], ['FREQ 1 2', undefined, -103],
  ])('%s', (message, answer, ...errors) => {
    const bench = new GeneratorBench()
    expect(bench.ask(message)).toBe(answer)
    expect(bench.errorNumbers()).toEqual(errors)
  })
})
