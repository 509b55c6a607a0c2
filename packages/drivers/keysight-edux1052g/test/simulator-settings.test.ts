import { describe, expect, it } from 'vitest'
import { ScopeBench } from './scope-bench.ts'

function scope(): ScopeBench {
  return new ScopeBench([{ source: 1, resistance: 1, nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] }])
}

describe('couplings', () => {
  it('a change of the probe multiplies scale, offset and trigger level', () => {
    const unit = scope()
    unit.send(':CHAN1:PROB 1;:CHAN1:SCAL 1;:CHAN1:OFFS 2;:TRIG:LEV 3,CHAN1;:CHAN1:PROB 10')
    expect([unit.number(':CHAN1:SCAL?'), unit.number(':CHAN1:OFFS?'), unit.number(':TRIG:LEV? CHAN1')]).toEqual([10, 20, 30])
    expect(unit.error()).toBe(0)
  })

  it.each([
    [':CHAN1:PROB 1;:CHAN1:SCAL 1000', ':CHAN1:SCAL?', 10], [':CHAN1:PROB 1;:CHAN1:SCAL 1E-9', ':CHAN1:SCAL?', 500e-6],
    [':CHAN1:PROB 1;:CHAN1:SCAL 0.1;:CHAN1:OFFS 40', ':CHAN1:OFFS?', 2],
    [':CHAN1:PROB 1;:CHAN1:SCAL 1;:CHAN1:OFFS 400', ':CHAN1:OFFS?', 50],
    [':CHAN1:PROB 1;:CHAN1:SCAL 1;:TRIG:LEV 100,CHAN1', ':TRIG:LEV? CHAN1', 6],
    [':CHAN1:PROB 1;:CHAN1:SCAL 1;:CHAN1:OFFS 2;:TRIG:LEV -100,CHAN1', ':TRIG:LEV? CHAN1', -4],
    [':TIM:SCAL 100', ':TIM:SCAL?', 50], [':TIM:SCAL 1E-12', ':TIM:SCAL?', 5e-9],
    [':TIM:SCAL 1E-6;:TIM:WIND:SCAL 1', ':TIM:WIND:SCAL?', 1e-6],
  ])('%s is taken as far as it goes, without a word', (message, query, taken) => {
    const unit = scope()
    unit.send(message)
    expect([unit.number(query), unit.error()]).toEqual([taken, 0])
  })

  it('coupling and rejection of the edge trigger say the same', () => {
    const unit = scope()
    unit.send(':TRIG:COUP LFR')
    expect([unit.ask(':TRIG:REJ?'), unit.ask(':TRIG:COUP?')]).toEqual(['LFR', 'LFR'])
    unit.send(':TRIG:REJ HFR')
    expect([unit.ask(':TRIG:REJ?'), unit.ask(':TRIG:COUP?'), unit.ask(':TRIG:HFR?')]).toEqual(['HFR', 'DC', '1'])
    unit.send(':TRIG:HFR 0;:TRIG:COUP AC')
    expect([unit.ask(':TRIG:REJ?'), unit.ask(':TRIG:COUP?')]).toEqual(['OFF', 'AC'])
  })

  it('the FFT follows the time base until its span is set', () => {
    const unit = scope()
    unit.send(':TIM:SCAL 1E-3')
    expect([unit.number(':FFT:SPAN?'), unit.number(':FFT:CENT?')]).toEqual([100e3, 50e3])
    unit.send(':FFT:SPAN 2E3;:TIM:SCAL 1E-6')
    expect(unit.number(':FFT:SPAN?')).toBe(2000)
  })

  it('the generator keeps its voltage when the load is changed: what it is called changes', () => {
    const unit = scope()
    unit.send(':WGEN:VOLT 2;:WGEN:VOLT:OFFS 1;:WGEN:OUTP:LOAD FIFT')
    expect([unit.number(':WGEN:VOLT?'), unit.number(':WGEN:VOLT:OFFS?')]).toEqual([1, 0.5])
    unit.send(':WGEN:VOLT:HIGH 2;:WGEN:VOLT:LOW -1')
    expect([unit.number(':WGEN:VOLT?'), unit.number(':WGEN:VOLT:OFFS?'), unit.error()]).toEqual([3, 0.5, 0])
  })

  it('a pulse is no longer than its period leaves room for', () => {
    const unit = scope()
    unit.send(':WGEN:FUNC PULS;:WGEN:FUNC:PULS:WIDT 500E-6;:WGEN:FREQ 1E6')
    expect(unit.number(':WGEN:FUNC:PULS:WIDT?')).toBe(980e-9)
  })

  it('a function with a lower limit takes the frequency down', () => {
    const unit = scope()
    unit.send(':WGEN:FREQ 20E6;:WGEN:FUNC RAMP')
    expect(unit.number(':WGEN:FREQ?')).toBe(100e3)
  })

  it('the XY and the rolling time base transfer what is on the screen only', () => {
    const unit = scope()
    unit.send(':WAV:POIN:MODE RAW;:TIM:MODE ROLL')
    expect(unit.ask(':WAV:POIN:MODE?')).toBe('NORM')
  })
})

describe('errors', () => {
  it.each([
    [':ACQ:COUN 1', -222], [':ACQ:COUN 65537', -222], [':TRIG:HOLD 11', -222], [':CHAN1:PROB 0', -222],
    [':CHAN1:PROB:SKEW 1', -222],
    [':TRIG:TV:LINE 264', -222], [':WGEN:FUNC RAMP;:WGEN:FREQ 20E6', -222], [':WGEN:VOLT 13', -222],
    [':WGEN:OUTP:LOAD FIFT;:WGEN:VOLT 7', -222],
    [':WGEN:PER 1E-9', -222], [':WGEN:VOLT:HIGH 100', -222], [':FRAN:FREQ:STAR 1', -222], [':FRAN:SWE:POIN 1001', -222],
    [':DISP:PERS 61', -222],
    [':TRIG:GLIT:RANG 1E-9,1', -222], [':MEAS:DEF THR,PERC,99,50,10', -222], [':MEAS:DEF THR,PERC,10,50,90', -222],
    ['*RCL 12', -222], [':REC:SET "none.scp"', -256], ['*RCL 7', -256],
    [':WAV:SOUR CHAN2;:WAV:DATA?', -221], [':DIG;:TIM:MODE ROLL;:DIG', -221], [':WGEN:FUNC PULS;:WGEN:MOD:STAT 1', -221],
    [':FRAN:RUN', -221], [':FRAN:ENAB 1;:FRAN:SOUR:OUTP CHAN1;:FRAN:RUN', -221],
    [':CHAN1:COUP GND', -224], [':TRIG:PATT ""', -224], [':TRIG:PATT "12"', -224], [':OPEE -1', -222], [':OPEE 70000', -222],
    [':FRAN:ENAB 1;:FRAN:FREQ:STAR 1E6;:FRAN:FREQ:STOP 100;:FRAN:RUN', -221], [':CHAN1:IMP FIFT', -224], [':WAV:FORM LONG', -224],
    [':TRIG:MODE RUNT', -224], [':SBUS1:MODE CAN', -241], [':ABUS:BIT2 1', -241],
    [':CHAN1:SCAL', -109], [':CHAN1:SCAL 1,2', -108], [':RUN 1', -108], [':CHAN1:SCAL "1"', -104], [':CHAN1:SCAL 1Hz', -131],
    [':ACQ:COUN 8V', -138], [':CHAN1:LAB "eleven char"', -223],
    [':CHAN1:LAB Vout', -104], [':SYST:SET #15hello', -161], [':MTES:DATA #13xyz', -161], [':WMEM1:SAVE CHAN2', -221],
    [':WAV:SOUR WMEM1;:WAV:DATA?', 109], [':CHAN1:DISP MAYBE', -224], ['CHAN1:SCAL 1;DISP 2;FOO 1', -113],
  ] as const)('%s is %i', (message, number) => {
    const unit = scope()
    unit.send(message)
    unit.answer()
    expect([unit.error(), unit.error()]).toEqual([number, 0])
  })

  it.each([
    [':CHAN1:SCAL 1000', 100], [':CHAN1:SCAL 0', 0.005], [':CHAN1:RANG 10000', 800], [':CHAN1:OFFS 9999', 500],
    [':TIM:SCAL 1000', 50],
    [':TIM:SCAL 1E-12', 5e-9], [':TIM:RANG 1E-12', 50e-9], [':TIM:WIND:SCAL 1', 100e-6], [':FUNC:SCAL 1E12', 1e9],
    [':FFT:SCAL 0', 1e-6],
    [':WMEM1:YSC 1E20', 1e9], [':TRIG:LEV 1000', 30], [':TRIG:LEV:HIGH -1000,CHAN1', -30],
  ] as const)('%s is taken as far as it goes, without an error', (message, value) => {
    const unit = scope()
    unit.send(message)
    const [header = '', data = ''] = message.split(' ')
    const source = data.split(',')[1]
    expect([unit.number(`${header}?${source === undefined ? '' : ` ${source}`}`), unit.error()]).toEqual([value, 0])
  })

  it('a refused value leaves the old one', () => {
    const unit = scope()
    unit.send(':ACQ:COUN 16;:ACQ:COUN 100000')
    expect(unit.ask(':ACQ:COUN?')).toBe('+16')
  })

  it('the queue holds thirty, and says when more came', () => {
    const unit = scope()
    for (let count = 0; count < 40; count++) unit.send(':NOSUCH')
    const entries = Array.from({ length: 31 }, () => unit.error())
    expect(entries.slice(0, 29).every((number) => number === -113)).toBe(true)
    expect(entries.slice(29)).toEqual([-350, 0])
  })
})

describe('status', () => {
  it('bit 0 of the status byte says that a trigger has come, and errors do not show in bit 2', () => {
    const unit = new ScopeBench([{ connect: 'scope.wavegen', nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] }])
    unit.send(':WGEN:VOLT 2;:WGEN:OUTP 1;:CHAN1:PROB 1;:CHAN1:SCAL 0.5;:NOSUCH')
    unit.send(':SING')
    expect(unit.number('*STB?') & 7).toBe(1)
    expect([unit.ask(':TER?'), unit.number('*STB?') & 7]).toEqual(['1', 0])
    unit.send(':SING;*CLS')
    expect([unit.ask(':TER?'), unit.ask(':AER?'), unit.error()]).toEqual(['0', '0', 0])
  })

  it('an enabled bit of the operation register shows in the status byte and requests service', () => {
    const unit = scope()
    unit.send(':STOP;*CLS;:OPEE 8;*SRE 128')
    const requests: number[] = []
    unit.link.onServiceRequest((byte) => requests.push(byte))
    unit.send(':RUN')
    expect([unit.number('*STB?') & 128, requests.length]).toEqual([128, 1])
    expect([unit.number(':OPER?') & 8, unit.number('*STB?') & 128]).toEqual([8, 0])
  })

  it('the learn string of the setup brings everything back, trigger levels included', () => {
    const unit = scope()
    unit.send(':CHAN1:PROB 1;:CHAN1:SCAL 0.2;:CHAN1:OFFS 0.1;:TRIG:LEV 0.25,CHAN1;:TIM:SCAL 2E-6;:WGEN:VOLT 3;:CHAN2:LAB "two"')
    unit.send(':SYST:SET?')
    const setup = Buffer.from(unit.bytes() ?? [])
    const queries = [':CHAN1:SCAL?', ':CHAN1:OFFS?', ':TRIG:LEV? CHAN1', ':TIM:SCAL?', ':WGEN:VOLT?', ':CHAN2:LAB?']
    const before = queries.map((query) => unit.ask(query))
    unit.send('*RST')
    expect(queries.map((query) => unit.ask(query))).not.toEqual(before)
    unit.send(`:SYST:SET ${setup.toString('latin1').trimEnd()}`)
    expect(queries.map((query) => unit.ask(query))).toEqual(before)
    unit.send('*SAV 3;*RST;*RCL 3')
    expect([queries.map((query) => unit.ask(query)), unit.error()]).toEqual([before, 0])
  })
})
