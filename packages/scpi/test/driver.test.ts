import {
  IdentityError, LimitError, ProtocolError, SettingError, type DriverContext, type Instrument, type OperationOptions,
  type SafeStateReport,
} from '@lab/core'
import { describe, expect, it } from 'vitest'
import { scpiDriver } from '../src/driver.ts'
import type { ScpiLink } from '../src/link.ts'
import { MemoryConnection } from './support/memory-connection.ts'
import { supply, type supplyDeclarations } from './support/supply.ts'

interface Supply extends Instrument {
  setVoltage(channel: number, voltage: number, options?: OperationOptions): Promise<void>
  on(channel: number): Promise<void>
  readonly scpi: ScpiLink<typeof supplyDeclarations>
}

async function allOff(link: ScpiLink<typeof supplyDeclarations>): Promise<SafeStateReport> {
  await link.write(':OUTP OFF,(@1:3)')
  const states = await link.queryNumbers(':OUTP? (@1:3)')
  return { actions: ['outputs off'], verified: states.every((state) => state === 0) }
}

const driver = scpiDriver<Supply, typeof supplyDeclarations>({
  name: 'acme/PS3', kind: 'power-supply', models: ['PS3'], commands: supply, safeState: allOff,
  create: ({ link, base }) => ({
    ...base,
    scpi: link,
    setVoltage: (channel, voltage, options) => link.set({ voltage }, { ...options, channel }),
    on: (channel) => link.set({ output: true }, { channel }),
  }),
})

const answers: Readonly<Record<string, string>> = {
  '*IDN?': 'ACME,PS 3,X1,1.0', 'SYST:ERR?': '+0,"No error"', ':VOLT? (@1,2,3)': '5.5,1,1', ':VOLT:TRIG? (@1,2,3)': '0,0,0',
  ':OUTP:TRAC?': '0', ':INST?': 'P6V', ':OUTP? (@1:3)': '0,0,0',
}

function context(extra: Partial<DriverContext> = {},
  replies = answers): DriverContext & { readonly connection: MemoryConnection } {
  const connection = new MemoryConnection({
    onMessage: (message, wire) => {
      const reply = replies[message]
      if (reply !== undefined) wire.reply(reply)
    },
  })
  return { alias: 'psu', ...extra, connection }
}

const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

describe('a SCPI driver', () => {
  it('tells channels and quantities that can be limited, from its declarations', () => {
    expect(driver).toMatchObject({
      name: 'acme/PS3', kind: 'power-supply', models: ['PS3'], channels: [1, 2, 3], limitable: { voltage: 'V', current: 'A' },
    })
  })

  it('asks only who answers when it opens an instrument without limits', async () => {
    const given = context()
    const psu = await driver.open(given)
    expect(given.connection.sent).toEqual(['*IDN?'])
    expect(psu).toMatchObject({
      alias: 'psu', driver: 'acme/PS3', kind: 'power-supply', resource: 'TCPIP0::192.0.2.1::5025::SOCKET',
      identity: { manufacturer: 'ACME', model: 'PS 3', serial: 'X1', firmware: '1.0' },
    })
  })

  it('sends queries only when it opens an instrument with limits', async () => {
    const given = context({ limits })
    await driver.open(given)
    expect(given.connection.sent).toEqual(['*IDN?', ':VOLT? (@1,2,3)', ':VOLT:TRIG? (@1,2,3)', ':OUTP:TRAC?', ':INST?'])
  })

  it('refuses a voltage above the limit, typed or raw, before a byte is sent', async () => {
    const given = context({ limits })
    const psu = await driver.open(given)
    const before = given.connection.sent.length
    await expect(psu.setVoltage(1, 6)).rejects.toBeInstanceOf(LimitError)
    await expect(psu.scpi.write('VOLT 6,(@1)')).rejects.toBeInstanceOf(LimitError)
    await expect(psu.scpi.write('*RCL 1')).rejects.toBeInstanceOf(LimitError)
    await expect(psu.on(1)).rejects.toThrow(/5\.5 V/)
    expect(given.connection.sent.length).toBe(before)
    await psu.setVoltage(1, 5)
    await psu.on(1)
  })

  it('refuses another model or serial, naming both, and what is no identity', async () => {
    await expect(driver.open(context({ expectedSerial: 'X2' }))).rejects.toThrow(/X1.*X2/)
    await expect(driver.open(context({ expectedSerial: 'X1' }))).resolves.toBeDefined()
    await expect(driver.open(context({}, { ...answers, '*IDN?': 'ACME,PS4,X1,1' }))).rejects.toBeInstanceOf(IdentityError)
    await expect(driver.open(context({}, { ...answers, '*IDN?': '?' }))).rejects.toBeInstanceOf(ProtocolError)
  })

  it('refuses limits for channels and quantities it does not have, before it asks anything', async () => {
    const cases = [
      [{ 4: { voltage: { max: 1 } } }, /bench\.yaml: channel 4 of psu: acme\/PS3 has no channel 4; it has channels 1, 2, 3/],
      [{ 1: { power: { max: 1 } } }, /channel 1 of psu: acme\/PS3 cannot limit 'power'; it can limit voltage, current/],
      [{ 1: { voltage: { max: Number.NaN } } }, /NaN/],
    ] as const
    for (const [channels, message] of cases) {
      const given = context({ limits: { source: 'bench.yaml', channels } })
      const opening = driver.open(given)
      await expect(opening).rejects.toThrow(message)
      await expect(opening).rejects.toBeInstanceOf(SettingError)
      expect(given.connection.sent).toEqual([])
    }
  })

  it.each([
    ['write', [':VOLT 1,(@1)', 'SYST:ERR?', 'DISP OFF', 'SYST:ERR?']],
    ['operation', [':VOLT 1,(@1)', 'SYST:ERR?', 'DISP OFF']],
    [undefined, [':VOLT 1,(@1)', 'SYST:ERR?', 'DISP OFF']],
    ['off', [':VOLT 1,(@1)', 'DISP OFF']],
  ] as const)('reads the error queue as the one who opens it says: %s', async (errorCheck, sent) => {
    const given = context({ errorCheck })
    const opened = await driver.open(given)
    given.connection.sent.length = 0
    await opened.setVoltage(1, 1)
    await opened.scpi.write('DISP OFF')
    expect(given.connection.sent).toEqual(sent)
  })

  it('makes the instrument safe while a query hangs, and again without harm', async () => {
    const given = context({ limits })
    const psu = await driver.open(given)
    const hanging = psu.scpi.query('*TST?')
    const cancelled = expect(hanging).rejects.toThrow('psu is being put into its safe state')
    expect(await psu.makeSafe()).toEqual({ actions: ['outputs off'], verified: true })
    await cancelled
    const reports = await Promise.all([psu.makeSafe(), psu.makeSafe()])
    expect(reports.map(({ verified }) => verified)).toEqual([true, true])
    expect(given.connection.sent.slice(-2)).toEqual([':OUTP OFF,(@1:3)', ':OUTP? (@1:3)'])
  })

  it('says so when the safe state cannot be reached', async () => {
    const given = context()
    const psu = await driver.open(given)
    given.connection.lose()
    await expect(psu.makeSafe()).rejects.toMatchObject({ reason: 'lost' })
  })

  it('closes without changing a setting, twice without harm', async () => {
    const given = context()
    const psu = await driver.open(given)
    await psu.close()
    await psu[Symbol.asyncDispose]()
    expect(given.connection.state).toBe('closed')
    expect(given.connection.sent).toEqual(['*IDN?'])
  })
})
