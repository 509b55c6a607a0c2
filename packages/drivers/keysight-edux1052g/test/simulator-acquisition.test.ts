import type { CircuitElement } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { ScopeBench, type ScopeOptions } from './scope-bench.ts'

const direct: readonly CircuitElement[] = [
  { connect: 'scope.wavegen', nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] },
]

/** The generator on channel 1, on, with this setting; ±2 V on the screen. */
function watching(generator: string, options?: ScopeOptions): ScopeBench {
  const scope = new ScopeBench(direct, options)
  scope.send(`:CHAN1:PROB 1;:CHAN1:SCAL 0.5;:TIM:SCAL 200E-6;:WGEN:VOLT 2;${generator};:WGEN:OUTP 1`)
  if (options?.timing === undefined) expect(scope.error()).toBe(0)
  return scope
}

/** Volts of the record, after the preamble. */
function volts(scope: ScopeBench): { readonly values: number[]; readonly start: number; readonly step: number } {
  const [, , , , step = 1, start = 0, , increment = 1, origin = 0, reference = 0] = (scope.ask(
    ':WAV:FORM WORD;BYT LSBF;UNS 1;:WAV:POIN:MODE RAW;:WAV:POIN MAX;:WAV:PRE?',
  ) ?? '').split(',').map(Number)
  const block = scope.block(':WAV:DATA?').slice()
  return { values: Array.from(new Uint16Array(block.buffer), (code) => (code - reference) * increment + origin), start, step }
}

/** The value at a time after the trigger. */
function at(scope: ScopeBench, time: number): number {
  const { values, start, step } = volts(scope)
  return values[Math.round((time - start) / step)] ?? Number.NaN
}

describe('the trigger', () => {
  it.each([
    [':TRIG:SLOP POS', 1], [':TRIG:SLOP NEG', -1],
  ])('%s finds the edge in that direction, at the level', (slope, direction) => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(`${slope};:TRIG:LEV 0.5;:TRIG:SWE NORM;:DIG CHAN1`)
    expect(at(scope, 0)).toBeCloseTo(0.5, 0.9)
    expect(Math.sign(at(scope, 50e-6) - at(scope, -50e-6))).toBe(direction)
  })

  it('waits with a normal sweep for a level that is never reached, and says so', () => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(':TRIG:LEV 1.9;:TRIG:SWE NORM;:SING')
    expect([scope.number(':OPER:COND?'), scope.ask(':TER?')]).toEqual([40, '0'])
    scope.send(':TRIG:FORC')
    expect(scope.number(':OPER:COND?')).toBe(0)
    expect(volts(scope).values).toHaveLength(100_000)
  })

  it('acquires without a trigger with an automatic sweep', () => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(':TRIG:LEV 1.9;:SING')
    expect([scope.number(':OPER:COND?'), scope.ask(':TER?')]).toEqual([0, '0'])
  })

  it('catches a step that comes after it was armed', () => {
    const scope = new ScopeBench(direct)
    scope.send(':CHAN1:PROB 1;:CHAN1:SCAL 0.5;:WGEN:FUNC DC;:WGEN:VOLT:OFFS 1.5;:TRIG:LEV 0.7;:TRIG:SWE NORM;:SING')
    expect(scope.number(':OPER:COND?')).toBe(40)
    scope.send(':WGEN:OUTP 1')
    expect([scope.number(':OPER:COND?'), scope.ask(':TER?')]).toEqual([0, '1'])
    expect(at(scope, -100e-6)).toBeCloseTo(0, 0.9)
    expect(at(scope, 100e-6)).toBeCloseTo(1.5, 0.9)
  })

  it.each([
    [':SING', ':SING'], [':DIG', '*ESE 1;:DIG CHAN1;*OPC'],
  ])('%s does not take for its trigger what has changed before it was armed', (_name, acquire) => {
    const scope = new ScopeBench(direct)
    scope.send(':STOP;:CHAN1:PROB 1;:CHAN1:SCAL 0.5;:TRIG:SWE NORM;:TRIG:LEV 0.75')
    // The circuit finds its state when it is looked at, which is while it is armed: the step is news then, and older than the
    // acquisition.
    scope.bench.circuit.port('scope.wavegen').drive({ kind: 'source', voltage: 1.5, currentLimit: Infinity, resistance: 50 })
    scope.send(acquire)
    const status = scope.link.statusByte()
    expect([status & 32, scope.bench.device('scope').status.operation.condition & 40]).toEqual([0, 40])
    scope.link.clear()
    expect([scope.ask(':TER?'), scope.error()]).toEqual(['0', 0])
  })

  it('ignores what is smaller than its hysteresis, and more with noise rejection', () => {
    const scope = watching(':WGEN:FREQ 1000;:WGEN:VOLT 0.5')
    scope.send(':TRIG:SWE NORM;:SING')
    expect(scope.number(':OPER:COND?')).toBe(0)
    scope.send(':TRIG:NREJ 1;:SING')
    expect(scope.number(':OPER:COND?')).toBe(40)
  })

  it('counts triggers after the hold-off only', () => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(':TRIG:SWE NORM;:SING')
    expect(scope.number(':OPER:COND?')).toBe(0)
    scope.send(':TRIG:HOLD 1;:SING')
    expect(scope.ask(':TER?')).toBe('1')
  })

  it.each([
    [':TRIG:GLIT:QUAL LESS;:TRIG:GLIT:LESS 300E-6', 0], [':TRIG:GLIT:QUAL LESS;:TRIG:GLIT:LESS 100E-6', 40],
    [':TRIG:GLIT:QUAL GRE;:TRIG:GLIT:GRE 100E-6', 0],
    [':TRIG:GLIT:QUAL GRE;:TRIG:GLIT:GRE 300E-6', 40], [':TRIG:GLIT:RANG 300E-6,100E-6;:TRIG:GLIT:QUAL RANG', 0],
    [':TRIG:GLIT:POL NEG;:TRIG:GLIT:QUAL LESS;:TRIG:GLIT:LESS 300E-6', 40],
  ])('a pulse of 200 µs with %s', (condition, state) => {
    const scope = watching(':WGEN:FREQ 1000;:WGEN:FUNC PULS;:WGEN:FUNC:PULS:WIDT 200E-6')
    scope.send(`:TRIG:MODE GLIT;${condition};:TRIG:SWE NORM;:SING`)
    expect([scope.number(':OPER:COND?'), scope.error()]).toEqual([state, 0])
  })

  it.each([
    ['"X1"', 0], ['"XR"', 0], ['"0R"', 0], ['"1R"', 40], ['"11"', 40], ['"XX"', 40],
  ])('the pattern %s, with channel 2 open', (pattern, state) => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(`:CHAN2:DISP 1;:CHAN2:PROB 1;:TRIG:LEV 2,CHAN2;:TRIG:MODE PATT;:TRIG:PATT ${pattern};:TRIG:SWE NORM;:SING`)
    expect([scope.number(':OPER:COND?'), scope.error()]).toEqual([state, 0])
  })

  it.each([
    ['GRE', '100E-6', 0], ['LESS', '100E-6', 40], ['LESS', '1E-3', 0],
  ])('an edge of 320 µs between two levels, %s %s', (qualifier, time, state) => {
    const scope = watching(':WGEN:FREQ 1000;:WGEN:FUNC RAMP;:WGEN:FUNC:RAMP:SYMM 80')
    scope.send(`:TRIG:MODE TRAN;:TRIG:TRAN:QUAL ${qualifier};:TRIG:TRAN:TIME ${time}`)
    scope.send(':TRIG:LEV:HIGH 0.4,CHAN1;:TRIG:LEV:LOW -0.4,CHAN1;:TRIG:SWE NORM;:SING')
    expect([scope.number(':OPER:COND?'), scope.error()]).toEqual([state, 0])
  })

  it.each([[':TRIG:SOUR LINE'], [':TRIG:SOUR WGEN']])('%s triggers without looking at an input', (source) => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(`${source};:TRIG:SWE NORM;:SING`)
    expect([scope.number(':OPER:COND?'), scope.ask(':TER?')]).toEqual([0, '1'])
  })

  it('rejects what is below 50 kHz where it is told', () => {
    const scope = watching(':WGEN:FREQ 100')
    scope.send(':TIM:SCAL 2E-3;:TRIG:COUP LFR;:TRIG:SWE NORM;:SING')
    expect(scope.number(':OPER:COND?')).toBe(40)
  })
})

describe('a channel', () => {
  it('loads the circuit with 1 MΩ times the probe', () => {
    const circuit: readonly CircuitElement[] = [
      { source: 2, resistance: 1e6, nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] },
    ]
    const scope = new ScopeBench(circuit)
    const port = scope.bench.circuit.port('scope.1')
    expect(port.voltage()).toBeCloseTo(2 * 10 / 11, 6)
    scope.send(':CHAN1:PROB 1')
    expect(port.voltage()).toBeCloseTo(1, 6)
  })

  it('leaves out what does not alternate with AC coupling', () => {
    const scope = watching(':WGEN:FREQ 1000;:WGEN:VOLT 1;:WGEN:VOLT:OFFS 1')
    const dc = scope.number(':MEAS:VAV? DISP,CHAN1')
    scope.send(':CHAN1:COUP AC')
    expect([dc > 0.9, Math.abs(scope.number(':MEAS:VAV? DISP,CHAN1')) < 0.1]).toEqual([true, true])
  })

  it.each([[0, 0.924], [1, 0.78]])('attenuates 20 MHz by its bandwidth, limiter %i', (limited, part) => {
    const scope = watching(':WGEN:FREQ 20E6')
    scope.send(`:CHAN1:BWL ${limited};:TIM:SCAL 20E-9`)
    expect(scope.number(':MEAS:VPP? CHAN1') / 2).toBeCloseTo(part, 1)
  })

  it('is upside down when it is inverted', () => {
    const scope = watching(':WGEN:FUNC DC;:WGEN:VOLT:OFFS 1')
    scope.send(':CHAN1:INV 1')
    expect(scope.number(':MEAS:VAV? DISP,CHAN1')).toBeCloseTo(-1, 0.9)
  })

  it('clips with the codes of the guide, and then has no amplitude', () => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(':CHAN1:SCAL 0.1;:STOP;:WAV:FORM BYTE')
    const codes = [...scope.block(':WAV:DATA?')]
    expect([Math.min(...codes), Math.max(...codes)]).toEqual([1, 255])
    scope.send(':WAV:FORM WORD;BYT MSBF')
    const words = scope.block(':WAV:DATA?')
    const view = new DataView(words.buffer, words.byteOffset, words.length)
    const values = Array.from({ length: words.length / 2 }, (_, index) => view.getUint16(2 * index))
    expect([Math.min(...values), Math.max(...values), scope.ask(':MEAS:VPP? CHAN1')]).toEqual([1, 65535, '+99E+36'])
  })

  it('has less noise with averages and with high resolution', () => {
    const scope = watching(':WGEN:FUNC DC;:WGEN:VOLT:OFFS 0.31')
    const spread = (type: string): number => {
      scope.send(`:ACQ:TYPE ${type};:ACQ:COUN 64;:DIG CHAN1`)
      const { values } = volts(scope)
      return new Set(values).size === 1 ? 0 : Math.max(...values) - Math.min(...values)
    }
    const [normal, average, fine] = [spread('NORM'), spread('AVER'), spread('HRES')]
    expect(average).toBeLessThan(normal / 2)
    expect(fine).toBeLessThan(normal)
  })

  it('does not average what is acquired once', () => {
    const scope = watching(':WGEN:FREQ 1000')
    scope.send(':ACQ:TYPE AVER;:ACQ:COUN 64;:SING')
    expect(scope.ask(':WAV:COUN?')).toBe('+1')
    scope.send(':DIG CHAN1')
    expect(scope.ask(':WAV:COUN?')).toBe('+64')
  })

  it('shows both extremes with peak detection', () => {
    const scope = watching(':WGEN:FREQ 1E6')
    scope.send(':TIM:SCAL 1E-3;:ACQ:TYPE PEAK;:DIG CHAN1')
    const { values } = volts(scope)
    expect(scope.ask(':WAV:TYPE?')).toBe('PEAK')
    expect((values[0] ?? 0) < (values[1] ?? 0)).toBe(true)
  })
})

describe('an acquisition that takes its time', () => {
  it('holds back what is behind it until it is complete', async () => {
    const scope = watching(':WGEN:FREQ 100', { timing: 'realistic' })
    await scope.clock.advance(2000)
    scope.send(':TIM:SCAL 0.1;:DIG CHAN1;*OPC?')
    await scope.clock.advance(500)
    expect(scope.answer()).toBeUndefined()
    await scope.clock.advance(1000)
    expect(scope.answer()).toBe('1')
  })

  it('is given up on a device clear', async () => {
    const scope = watching(':WGEN:FREQ 100', { timing: 'realistic' })
    await scope.clock.advance(2000)
    scope.send(':TRIG:LEV 1.9;:TRIG:SWE NORM;:DIG CHAN1;*OPC?')
    await scope.clock.advance(60_000)
    expect(scope.answer()).toBeUndefined()
    scope.link.clear()
    scope.send(':OPER:COND?')
    await scope.clock.advance(100)
    expect(scope.answer()).toBe('+0')
  })

  it('can be waited for by the status byte while it goes on', async () => {
    const scope = watching(':WGEN:FREQ 100', { timing: 'realistic' })
    await scope.clock.advance(2000)
    scope.send('*CLS;*ESE 1;:TIM:SCAL 0.1;:DIG CHAN1;*OPC')
    await scope.clock.advance(500)
    expect(scope.link.statusByte() & 32).toBe(0)
    await scope.clock.advance(1000)
    expect(scope.link.statusByte() & 32).toBe(32)
  })
})
