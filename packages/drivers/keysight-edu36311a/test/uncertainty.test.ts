import type { Calibration, Reading } from '@lab/core'
import { scriptedConnection, virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu36311a, type Channel, type Edu36311a } from '../src/index.ts'

const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU36311A,CN61130056,K-01.08.03-01.00-01.08-02.00' }

type What = 'measureVoltage' | 'measureCurrent' | 'programmedVoltage' | 'programmedCurrent'

const queries: Readonly<Record<What, string>> = {
  measureVoltage: ':MEAS:VOLT? ', measureCurrent: ':MEAS:CURR? ', programmedVoltage: ':VOLT? ', programmedCurrent: ':CURR? ',
}

async function open(what: What, channel: Channel, shown: number, calibration?: Calibration): Promise<Edu36311a> {
  const connection = scriptedConnection([hello, { send: `${queries[what]}(@${channel})`, reply: shown.toExponential(8) }])
  return edu36311a.open({ connection, alias: 'psu', clock: virtualClock(), calibration })
}

async function read(what: What, channel: Channel, shown: number, calibration?: Calibration): Promise<Reading> {
  return (await open(what, channel, shown, calibration)).channel(channel)[what]()
}

/**
 * By hand: limit = relative part · |reading| + offset, and half a step; u² = (limit² + half²) / 3.
 * Columns: what, output, reading; limit, half a step, u.
 */
const byHand: readonly (readonly [What, Channel, number, number, number, number])[] = [
  ['measureVoltage', 1, 5, 0.0075, 0.0001, 0.0043305119],
  ['measureVoltage', 1, 0.999749, 0.0054998745, 0.0001, 0.00317587886],
  ['measureVoltage', 2, 30, 0.025, 0.0005, 0.0144366432],
  ['measureVoltage', 3, 12, 0.016, 0.0005, 0.00924211376],
  ['measureVoltage', 2, 0, 0.01, 0.0005, 0.00578071507],
  ['measureCurrent', 1, 5, 0.02, 0.0000322, 0.0115470203],
  ['measureCurrent', 1, -0.000181949, 0.010000363898, 0.0000322, 0.00577374272],
  ['measureCurrent', 2, 1, 0.006, 0.00000645, 0.00346410362],
  ['measureCurrent', 3, 0.25, 0.0045, 0.00000645, 0.00259807888],
  ['programmedVoltage', 1, 3.3, 0.00665, 0.0005, 0.00385021644],
  ['programmedVoltage', 2, 24, 0.032, 0.0005, 0.0184774638],
  ['programmedVoltage', 3, 5, 0.0225, 0.0005, 0.0129935882],
  ['programmedCurrent', 1, 0.5, 0.011, 0.0005, 0.00635741037],
  ['programmedCurrent', 2, 0.1, 0.0042, 0.00005, 0.00242504295],
  ['programmedCurrent', 3, 1.03, 0.00606, 0.00005, 0.00349886172],
]

describe('the uncertainty of what an output reads back and of what it is set to', () => {
  it.each(byHand)('%s of output %d, %d: limit %d, half a step %d: u = %d', async (
    what, channel, shown, limit, half, standard
  ) => {
    const { uncertainty } = await read(what, channel, shown)
    const components = uncertainty?.components ?? []
    const together = (start: string): number => Math.hypot(
      ...components.filter((one) => one.name.startsWith(start)).map((one) => one.standard),
    )
    expect((together('accuracy') * Math.sqrt(3)) / limit).toBeCloseTo(1, 9)
    expect((together('resolution') * Math.sqrt(3)) / half).toBeCloseTo(1, 9)
    expect((uncertainty?.standard ?? 0) / standard).toBeCloseTo(1, 7)
  })

  it('says that the offset is not one of this model, and that neither interval nor temperature are stated', async () => {
    const { uncertainty } = await read('measureVoltage', 2, 5)
    const unstated = '(interval not stated; temperature range not stated; offset not published, taken from the E3631A)'
    expect(uncertainty?.components?.map(({ name }) => name)).toEqual([
      `accuracy of dc-voltage of channel 2, gain ${unstated}`,
      `accuracy of dc-voltage of channel 2, offset ${unstated}`,
      `accuracy of dc-voltage of channel 2, gain with offset ${unstated}`,
      'resolution of dc-voltage of channel 2',
    ])
  })

  it('is shared by the readings of one output, and by nothing else', async () => {
    const sources = async (what: What, channel: Channel): Promise<unknown> =>
      (await read(what, channel, 1)).uncertainty?.components?.[0]?.source
    expect(await sources('measureVoltage', 1)).toBe('CN61130056/dc-voltage@1/all/gain')
    expect(await sources('measureVoltage', 2)).toBe('CN61130056/dc-voltage@2/all/gain')
    expect(await sources('programmedVoltage', 1)).toBe('CN61130056/programmed-dc-voltage@1/all/gain')
  })
})

describe('a calibration of one output', () => {
  const calibration: Calibration = {
    apply: true, certificate: 'P-1',
    corrections: [{ function: 'dc-voltage', channel: 1, gain: 1.000192, standardUncertainty: 2e-4 }],
  }

  it('corrects that output alone', async () => {
    expect(await read('measureVoltage', 1, 4.99918, calibration)).toMatchObject({ value: 4.99918 * 1.000192, raw: 4.99918 })
    expect(await read('measureVoltage', 2, 4.99918, calibration)).not.toHaveProperty('raw')
    expect(await read('programmedVoltage', 1, 5, calibration)).not.toHaveProperty('raw')
  })

  it('is refused for an output there is not', async () => {
    const wrong: Calibration = { corrections: [{ function: 'dc-voltage', channel: 4, offset: 0, standardUncertainty: 0 }] }
    await expect(read('measureVoltage', 1, 5, wrong)).rejects.toThrow(
      'corrections.0.channel is 4; dc-voltage has channels 1, 2, 3',
    )
  })
})

it('gives a set voltage as a reading with unit, source and time', async () => {
  expect(await read('programmedVoltage', 2, 12)).toMatchObject({
    value: 12, unit: 'V', timeMs: Date.UTC(2026, 0, 1),
    source: { instrument: 'psu', function: 'programmed-dc-voltage', channel: 2 },
  })
})
