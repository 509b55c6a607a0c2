import { checkLimits, limitProblems, SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'

const driver = { name: 'acme/PS2', channels: [1, 'aux'], limitable: { voltage: 'V', current: 'A' } }

describe('limits for an instrument', () => {
  it.each([
    [{}], [{ '*': { voltage: { max: 5 } } }], [{ 1: { voltage: { min: 0, max: 0 }, current: {} } }], [{ aux: { current: { max: Infinity } } }],
  ])('may be %j', (channels) => {
    expect(limitProblems(driver, channels)).toEqual([])
    expect(() => checkLimits(driver, 'psu', { source: 'bench.yaml', channels })).not.toThrow()
  })

  it.each([
    [{ 3: { power: { max: 1 } } }, [{ channel: '3', text: "acme/PS2 has no channel 3; it has channels 1, aux, and '*' stands for all." }]],
    [{ 1: { power: { max: 1 } } }, [{ channel: '1', quantity: 'power', text: "acme/PS2 cannot limit 'power'; it can limit voltage, current." }]],
    [{ 1: { toString: {} } }, [{ channel: '1', quantity: 'toString', text: "acme/PS2 cannot limit 'toString'; it can limit voltage, current." }]],
    [{ '*': { voltage: { min: 6, max: 5 }, current: { max: Number.NaN } } }, [
      { channel: '*', quantity: 'voltage', text: 'voltage has min 6 above max 5, so nothing would be allowed.' },
      { channel: '*', quantity: 'current', text: 'a limit of current is a number, not NaN.' },
    ]],
  ])('may not be %j', (channels, problems) => {
    expect(limitProblems(driver, channels)).toEqual(problems)
  })

  it('are refused with their source and the first thing that is wrong', () => {
    const limits = { source: 'bench.yaml', channels: { 3: {}, 1: { power: {} } } }
    expect(() => checkLimits(driver, 'psu', limits)).toThrow(SettingError)
    expect(() => checkLimits(driver, 'psu', limits)).toThrow("bench.yaml: channel 1 of psu: acme/PS2 cannot limit 'power'; it can limit voltage, current.")
    expect(() => checkLimits({ ...driver, channels: [], limitable: {} }, 'dmm', { source: 'x', channels: { '*': { voltage: {} } } }))
      .toThrow("x: channel * of dmm: acme/PS2 cannot limit 'voltage'; it can limit nothing.")
  })
})
