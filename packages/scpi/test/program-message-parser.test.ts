import { parseProgramMessage, type ProgramData, type ProgramUnit } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

function units(message: string): readonly ProgramUnit[] {
  const parsed = parseProgramMessage(message)
  expect(parsed.problem).toBeUndefined()
  return parsed.units
}

function headers(message: string): string[] {
  return units(message).map((unit) =>
    unit.header.map(({ name, suffix }) => `${name}${suffix ?? ''}`).join(':') + (unit.query ? '?' : ''))
}

function data(element: string): ProgramData | undefined {
  return units(`X ${element}`)[0]?.data[0]
}

describe('headers', () => {
  it.each([
    ['VOLT 5', ['VOLT']],
    [':volt 5', ['VOLT']],
    ['SOUR:VOLT:LEV 5', ['SOUR:VOLT:LEV']],
    ['*RST', ['*RST']],
    ['*idn?', ['*IDN?']],
    ['MEAS:VOLT? (@1)', ['MEAS:VOLT?']],
    ['CHAN2:SCAL 1', ['CHAN2:SCAL']],
    ['STAT:QUES:INST:ISUM3:ENAB 3', ['STAT:QUES:INST:ISUM3:ENAB']],
    ['DISP_X:P6V 1', ['DISP_X:P6V']],
    ['\t VOLT 5 \r\n', ['VOLT']],
  ])('of %j', (message, expected) => {
    expect(headers(message)).toEqual(expected)
  })

  it('keeps the numeric suffix apart from the name', () => {
    expect(units('CHAN12:X')[0]?.header).toEqual([{ name: 'CHAN', suffix: 12 }, { name: 'X' }])
  })

  it('marks common commands', () => {
    expect(units('*CLS;VOLT 1').map(({ common }) => common)).toEqual([true, false])
  })
})

describe('paths', () => {
  it.each([
    ['SOUR:VOLT MIN;CURR MAX', ['SOUR:VOLT', 'SOUR:CURR']],
    ['SOUR:VOLT MIN;:CURR MAX', ['SOUR:VOLT', 'CURR']],
    ['VOLT 1;CURR 0.1;:VOLT 6', ['VOLT', 'CURR', 'VOLT']],
    ['A:B:C;D:E;F', ['A:B:C', 'A:B:D:E', 'A:B:D:F']],
    ['SOUR:VOLT 1;*CLS;CURR MAX', ['SOUR:VOLT', '*CLS', 'SOUR:CURR']],
    ['*RST; *CLS; *ESE 32; *OPC?', ['*RST', '*CLS', '*ESE', '*OPC?']],
    ['A:B ; C', ['A:B', 'A:C']],
    ['A:B;;C;', ['A:B', 'A:C']],
  ])('of %j', (message, expected) => {
    expect(headers(message)).toEqual(expected)
  })

  it('begin at the root again behind a line feed, which starts the next message', () => {
    expect(headers('SOUR:VOLT 1\nCURR 2')).toEqual(['SOUR:VOLT', 'CURR'])
  })
})

describe('numbers', () => {
  it.each([
    ['6', 6], ['+6', 6], ['-6.5', -6.5], ['.5', 0.5], ['5.', 5], ['6E3', 6000], ['6e-3', 0.006], ['1 E 3', 1000], ['1E+03', 1000],
    ['#H1F', 31], ['#h1f', 31], ['#Q17', 15], ['#B101', 5], ['9.9E37', 9.9e37],
  ])('%s is %d', (text, value) => {
    expect(data(text)).toEqual({ kind: 'number', value, text })
  })

  it.each([
    ['6000 mV', 6, 'V'], ['6000mV', 6, 'V'], ['6E3MV', 6, 'V'], ['6E3 MV', 6, 'V'], ['0.006KV', 6, 'V'], ['6e6 uV', 6, 'V'],
    ['1 KOHM', 1000, 'Ω'], ['2MOHM', 2e6, 'Ω'], ['10 MHZ', 1e7, 'Hz'], ['5MA', 0.005, 'A'], ['1MAV', 1e6, 'V'],
    ['100 US', 0.0001, 's'], ['50 PCT', 50, '%'], ['3 VPP', 3, 'Vpp'], ['-10 DBM', -10, 'dBm'], ['2 MIN', 120, 's'],
    ['5 EXV', 5e18, 'V'], ['1 V/US', 1e6, 'V/s'],
  ])('%s is %d %s', (text, value, unit) => {
    expect(data(text)).toEqual({ kind: 'number', value, unit, text })
  })

  it('multiplies by powers of ten without rounding twice', () => {
    expect(data('5.1 mV')).toMatchObject({ value: 0.0051 })
    expect(data('4.35 uA')).toMatchObject({ value: 0.00000435 })
  })
})

describe('other data', () => {
  it.each(['MAX', 'min', 'DEF', 'P6V', 'INF', 'NINF', 'NAN', 'ON', 'UP'])('%s is a word', (text) => {
    expect(data(text)).toEqual({ kind: 'word', word: text.toUpperCase(), text })
  })

  it.each([
    ['"abc"', 'abc'], ["'abc'", 'abc'], ['"a""b"', 'a"b'], ["'it''s'", "it's"], ['"it\'s"', "it's"], ['""', ''],
    ['"a;b,c:(@1)#15"', 'a;b,c:(@1)#15'],
  ])('%s is a string', (text, value) => {
    expect(data(text)).toEqual({ kind: 'string', value, text })
  })

  it('reads channel lists in the order written', () => {
    expect(data('(@ 1 , 5:3 )')).toEqual({ kind: 'channels', channels: [1, 5, 4, 3], text: '(@ 1 , 5:3 )' })
  })

  it.each(['(1+2)', '((a)*(b))', '()', '(":;)")'])('%s is an expression', (text) => {
    expect(data(text)).toEqual({ kind: 'expression', text })
  })

  it('reads a definite block with any bytes in it', () => {
    expect(data('#15a;\n"#')).toEqual({ kind: 'block', data: Uint8Array.from([97, 59, 10, 34, 35]), text: '#15a;\n"#' })
  })

  it('goes on behind a definite block', () => {
    expect(headers('A:B #13;;;;C 1')).toEqual(['A:B', 'A:C'])
    expect(units('A #12,,,5')[0]?.data).toHaveLength(2)
  })

  it('ends an indefinite block at the first line feed where no END is known of, so that nothing hides behind it', () => {
    const parsed = units('SYST:SET #0abc\nVOLT 6\n')
    expect(parsed.map(({ text }) => text)).toEqual(['SYST:SET #0abc', 'VOLT 6'])
  })

  it('ends an indefinite block at the END where there is one', () => {
    const [unit] = parseProgramMessage('SYST:SET #0a\nb\n', { end: true }).units
    expect(unit?.data).toEqual([{ kind: 'block', data: Uint8Array.from([97, 10, 98]), text: '#0a\nb' }])
  })

  it('separates elements by commas with any space', () => {
    expect(units('APPL P6V , 5V,\t0.1 A ,(@1)')[0]?.data.map(({ kind }) => kind))
      .toEqual(['word', 'number', 'number', 'channels'])
  })
})

describe('the text of a unit', () => {
  it('is what was written, without the separators around it', () => {
    expect(units(' :VOLT  6000 mV , (@1) ; *IDN? \n').map(({ text }) => text)).toEqual([':VOLT  6000 mV , (@1)', '*IDN?'])
  })
})

describe('mistakes', () => {
  it.each([
    ['VOLT?(@1)', -103, 5], ['VOLT(@1)', -103, 4], ['VOLT,5', -103, 4], ['VOLT 5 6', -103, 7], ['VOLT 5 (@1)', -103, 7],
    ['V&', -101, 1], ['VOLT é', -101, 5], ['VOLT \u20ac', -101, 5], ['VOLT $', -101, 5],
    ['5VOLT', -102, 0], ['VOLT:', -102, 5], ['::VOLT', -102, 1], ['?', -102, 0], ['VOLT :5', -102, 5], ['*', -102, 1],
    ['VOLT 5,', -109, 7], ['VOLT ,5', -109, 5], ['VOLT 5,,6', -109, 7],
    ['ABCDEFGHIJKLM 1', -112, 0], ['VOLT ABCDEFGHIJKLM', -144, 5],
    ['VOLT +', -121, 6], ['VOLT 1.2.3', -121, 8], ['VOLT -INF', -121, 6], ['VOLT #HG', -121, 7], ['VOLT #Q9', -121, 7],
    ['VOLT #X1', -121, 6],
    ['VOLT 1E32001', -123, 7], [`VOLT ${'1'.repeat(256)}`, -124, 5],
    ['VOLT 5 FOO', -131, 6], ['VOLT 5 ABCDEFGHIJKLM', -134, 7],
    ['DISP "abc', -151, 5], ["DISP 'abc\"", -151, 5], ['DISP "a\nVOLT 6"', -151, 5],
    ['X #15abc', -161, 2], ['X #3', -161, 2], ['X #2a1', -161, 2],
    ['VOLT 5,(@1', -171, 7], ['VOLT (@a)', -171, 5], ['X (1;2)', -171, 2], ['VOLT (@1:99999999)', -171, 5],
  ])('%j is %i at %i', (message, number, position) => {
    expect(parseProgramMessage(message).problem).toMatchObject({ number, position })
  })

  it('come with the standard text', () => {
    expect(parseProgramMessage('VOLT?(@1)').problem?.text).toBe('Invalid separator')
  })

  it('leave the units before them standing', () => {
    const { units: before, problem } = parseProgramMessage('VOLT 1;CURR ;OUTP "x')
    expect(before.map(({ text }) => text)).toEqual(['VOLT 1', 'CURR'])
    expect(problem?.number).toBe(-151)
  })

  it('do not make anything of an empty message', () => {
    expect(parseProgramMessage('')).toEqual({ units: [] })
    expect(parseProgramMessage(' \r\n;')).toEqual({ units: [] })
  })
})
