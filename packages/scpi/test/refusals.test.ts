import { LimitError, UnsupportedError, type InstrumentNotice } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { action, booleanSetting, defineCommands, numberSetting, scpiDriver } from '../src/index.ts'
import { Refusals } from '../src/refusals.ts'
import { MemoryConnection } from './support/memory-connection.ts'

const refused = { kind: 'refused', why: 'it changes the calibration' } as const

const supply = scpiDriver({
  name: 'acme/PS1',
  models: ['PS1'],
  commands: defineCommands({
    voltage: numberSetting({
      header: 'VOLTage', unit: 'V', range: { min: 0, max: 10 }, effect: { kind: 'level', quantity: 'voltage' }, description: 'Voltage.',
    }),
    output: booleanSetting({ header: 'OUTPut', effect: { kind: 'energises' }, description: 'Output.' }),
    calibrate: action({
      header: 'CALibration:VOLTage[:DATA]', form: 'both', parameters: [{ parameter: { kind: 'number' } }], effect: refused, description: 'Calibrates.',
    }),
    save: action({ header: '[SYSTem:]KEEP', form: 'command', effect: refused, description: 'Keeps it.' }),
  }),
  safeState: () => Promise.resolve({ actions: [], verified: true }),
  create: ({ link, base }) => ({ ...base, scpi: link }),
})

const answers: Readonly<Record<string, string>> = { '*IDN?': 'Acme,PS1,1,1', ':VOLT?': '0', 'CAL:VOLT?': '1' }

async function opened(limited = false) {
  const connection = new MemoryConnection({
    onMessage: (message, wire) => {
      const reply = answers[message]
      if (reply !== undefined) wire.reply(reply)
    },
  })
  const limits = limited ? { source: 'bench.yaml', channels: { '*': { voltage: { max: 5 } } } } : undefined
  const instrument = await supply.open({ connection, alias: 'psu', limits })
  const before = connection.sent.length
  return { instrument, sent: () => connection.sent.slice(before) }
}

describe('what a driver refuses', () => {
  const messages = [
    'CAL:VOLT 1', 'calibration:voltage:data 1', 'VOLT 1;:CAL:VOLT 2', 'CAL:TEMP 1;VOLT 3', 'KEEP', 'SYST:KEEP', '*CLS;:SYSTEM:keep', 'VOLT 1,,"x;:CAL:VOLT 1',
  ]

  it.each(messages)('is not sent: %s', async (message) => {
    const { instrument, sent } = await opened()
    const rejection = await instrument.scpi.write(message).then(() => undefined, (error: unknown) => error)
    expect(rejection).toBeInstanceOf(UnsupportedError)
    expect(String(rejection)).toMatch(/^UnsupportedError: psu: ".+" is refused: .+\. Nothing was sent\.$/)
    await expect(instrument.scpi.execute(message)).rejects.toBeInstanceOf(UnsupportedError)
    expect(sent()).toEqual([])
  })

  it('is not sent inside a transaction, as a query with a command in it, or by a block', async () => {
    const { instrument: { scpi }, sent } = await opened()
    await expect(scpi.transaction((held) => held.write('CAL:VOLT 1'))).rejects.toBeInstanceOf(UnsupportedError)
    await expect(scpi.query('CAL:VOLT 1;*OPC?')).rejects.toBeInstanceOf(UnsupportedError)
    await expect(scpi.queryBlock('CAL:VOLT 1;*LRN?')).rejects.toBeInstanceOf(UnsupportedError)
    await expect(scpi.writeBlock('CAL:VOLT', new Uint8Array(3))).rejects.toBeInstanceOf(UnsupportedError)
    expect(sent()).toEqual([])
  })

  it('may be asked', async () => {
    const { instrument, sent } = await opened()
    expect(await instrument.scpi.queryNumber('CAL:VOLT?')).toBe(1)
    expect(sent()).toEqual(['CAL:VOLT?'])
  })

  it('does not keep back what only looks like it', async () => {
    const { instrument, sent } = await opened()
    for (const message of ['DISP:TEXT ";CAL:VOLT 1"', 'VERTICAL 3', 'CAL:TEMP 1']) await instrument.scpi.write(message)
    expect(sent()).toEqual(['DISP:TEXT ";CAL:VOLT 1"', 'VERTICAL 3', 'CAL:TEMP 1'])
  })

  it('is sent when the script says so, and that is told', async () => {
    const { instrument, sent } = await opened()
    const notices: InstrumentNotice[] = []
    instrument.onNotice?.((notice) => notices.push(notice))
    await instrument.scpi.write('CAL:VOLT 1', { unguarded: true })
    expect(notices).toEqual([{ level: 'warning', text: 'Sent past the guard because the script said so: CAL:VOLT 1' }])
    expect(sent()).toEqual(['CAL:VOLT 1'])
  })

  it('is refused on a bench with limits, too, and never opens a way past a limit', async () => {
    const { instrument, sent } = await opened(true)
    await expect(instrument.scpi.write('CAL:VOLT 1')).rejects.toBeInstanceOf(UnsupportedError)
    await expect(instrument.scpi.write('CAL:VOLT 1;:VOLT 6', { unguarded: true })).rejects.toBeInstanceOf(LimitError)
    expect(sent()).toEqual([])
  })
})

describe('on a wire without a mark for the end of a message, what a driver refuses', () => {
  it('is found behind an indefinite block, which a line feed ends there', () => {
    const commands = defineCommands({
      load: action({ header: 'LOAD', form: 'command', parameters: [{ parameter: { kind: 'block' } }], effect: { kind: 'none' }, description: 'Loads.' }),
      calibrate: action({ header: 'CALibrate', form: 'command', effect: refused, description: 'Calibrates.' }),
    })
    const message = 'LOAD #0abc\nCAL'
    expect(() => Refusals.of('psu', commands, false)?.check(message)).toThrow(UnsupportedError)
    expect(Refusals.of('psu', commands, true)?.check(message)).toBe(false)
  })
})
