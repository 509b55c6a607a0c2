import { defineCommands, numberSetting, type Declarations } from '@lab/scpi'
import type { DeviceDefinition } from '@lab/scpi/device'
import type { Instrument } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { settingsContract, type ContractRunner, type SettingsContractOptions } from '../src/index.ts'
import { failuresOf } from './collecting-runner.ts'
import { supplyDeclarations, supplyDriver, supplyFixture } from './scpi-supply.ts'

type Supply = typeof supplyDeclarations
type Options = SettingsContractOptions<Instrument, Supply>

function contract(runner: ContractRunner, options: Partial<Options> = {}, device: Partial<DeviceDefinition> = {}): void {
  settingsContract<Instrument, Supply>(runner, {
    driver: supplyDriver(supplyDeclarations), commands: defineCommands(supplyDeclarations),
    open: () => Promise.resolve(supplyFixture(supplyDeclarations, device)),
    ...options,
  })
}

contract({ describe, it })
contract({ describe, it }, {
  name: 'a supply on its high range',
  prepare: { voltage: (link, channel) => link.set({ range: 'high' }, { channel }) },
  values: { count: [2, 4, 8] },
  skip: { label: 'it is not ours' },
})

function keyed(failures: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...failures].map(([fact, message]) => [fact.split(' ')[0] ?? '', message.split('\n')[0] ?? '']))
}

describe('the settings contract', () => {
  it('has a test for every setting on every channel, but blocks', async () => {
    const facts: string[] = []
    settingsContract<Instrument, Supply>({ describe: (_, body) => body(), it: (fact) => facts.push(fact) }, {
      driver: supplyDriver(supplyDeclarations), commands: defineCommands(supplyDeclarations), skip: { label: 'it is not ours' },
      open: () => Promise.reject(new Error('not opened')),
    })
    expect(facts.slice(2).map((fact) => fact.split(' ')[0])).toEqual([
      'range@1', 'range@2', 'voltage@1', 'voltage@2', 'delay', 'count', 'output@1', 'output@2', 'tripped@1', 'tripped@2',
    ])
  })

  it('tries the edges of the range that holds, and one step outside of it', async () => {
    const sent: string[] = []
    const failures = await failuresOf((runner) => contract(runner, {
      prepare: { voltage: (link, channel) => link.set({ range: 'high' }, { channel }) },
    }, { latencyMs: ({ text }) => {
      if (text.includes('VOLT ')) sent.push(text)
      return 0
    } }))
    expect(keyed(failures)).toEqual({})
    expect(sent.filter((text) => text.includes('(@2)'))).toEqual([
      ':VOLT 0,(@2)', ':VOLT 30,(@2)', ':VOLT 10,(@2)', ':VOLT 0,(@2)',
    ])
  })

  it.each<[string, Partial<DeviceDefinition>, Record<string, unknown>]>([
    ['that does not keep what it is given', { onSet: (name, _channel, _value, device) => {
      if (name === 'count') device.set('count', 3)
    } }, { count: 'count was set to 1 and reads 3' }],
    ['that does not take an edge', { onSet: (name, channel, value, device) => {
      if (name === 'delay' && value === 3600) device.set('delay', 3599, channel)
    } }, { delay: 'delay was set to 3600 and reads 3599' }],
    ['that reports an error', { onSet: (name, _channel, _value, device) => {
      if (name === 'range') device.addError(-221)
    } }, { 'range@1': expect.stringContaining('-221'), 'range@2': expect.stringContaining('-221') }],
    ['that answers another value to a query', { readers: { label: () => 'x' } },
      { label: 'label was set to "" and reads "x"' }],
  ])('finds a device %s', async (_what, device, expected) => {
    expect(keyed(await failuresOf((runner) => contract(runner, {}, device)))).toEqual(expected)
  })

  it('finds declarations that let through what the instrument refuses', async () => {
    const wider = { ...supplyDeclarations, count: numberSetting({
      header: 'COUNt', integer: true, format: 'nr1', range: { min: 1, max: 11 }, reset: 1, description: 'Count.',
    }) } satisfies Declarations
    const failures = await failuresOf((runner) => contract(runner, { driver: supplyDriver(wider), commands: defineCommands(wider) }))
    expect(keyed(failures)).toEqual({ count: expect.stringContaining('-222') })
  })

  it('finds reset values that the setting would refuse', async () => {
    const wrong = { ...supplyDeclarations, delay: numberSetting({
      header: 'DELay', range: { min: 0, max: 3600 }, infinity: 'INFinity', reset: -1, description: 'Delay.',
    }) } satisfies Declarations
    const failures = await failuresOf((runner) => contract(runner, { driver: supplyDriver(wrong), commands: defineCommands(wrong) }))
    expect(Object.keys(keyed(failures))).toContain('every')
  })

  it.each<[string, (instrument: Instrument) => Instrument, string]>([
    ['does not restore', (instrument) => ({ ...instrument, restore: () => Promise.resolve({ restored: [], leftOff: [], skipped: [] }) }),
      'restore() did not bring back what was before count was set'],
    ['has no restore', ({ restore: _restore, ...instrument }) => instrument, 'the instrument has no restore()'],
  ])('finds a driver that %s', async (_what, change, message) => {
    const failures = await failuresOf((runner) => contract(runner, { driver: supplyDriver(supplyDeclarations, change) }))
    expect(keyed(failures)).toMatchObject({ count: message })
  })

  it('finds options for settings that are not declared', async () => {
    const skip = { current: 'misspelt' } as Readonly<Record<string, string>>
    const failures = await failuresOf((runner) => contract(runner, { skip }))
    expect(failures.has('the options name declared settings only')).toBe(true)
  })
})
