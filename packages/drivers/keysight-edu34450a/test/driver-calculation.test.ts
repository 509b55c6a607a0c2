import { UnsupportedError } from '@lab/core'
import { virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import type { Edu34450a } from '../src/index.ts'
import { opened } from './opened-meter.ts'
import { battery, resistor } from './simulator-meter.ts'

async function one(dmm: Edu34450a) {
  const [reading] = await dmm.read()
  if (reading === undefined) throw new Error('no reading')
  return reading
}

describe('null', () => {
  it('subtracts an offset, and leaves out an uncertainty that it does not know', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10 })
    await dmm.calculation.null({ offset: 2 })
    const reading = await one(dmm)
    expect(reading).toMatchObject({ value: expect.closeTo(3, 2), unit: 'V' })
    expect(reading.uncertainty).toBeUndefined()
  })

  it('takes the next reading as its offset where none is given', async () => {
    await using meter = await opened(resistor(120))
    const { dmm } = meter
    await dmm.configure('resistance', { range: 1000 })
    await dmm.calculation.null()
    expect(Math.abs((await one(dmm)).value)).toBeLessThan(1e-9)
    expect(await dmm.scpi.get('nullOffset')).toBeCloseTo(120, 0)
  })

  it('ends with a measurement of its own, another function and the reset', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    for (const act of [
      () => dmm.measureDcVoltage(), () => dmm.scpi.set({ function: 'ac-voltage' }), () => dmm.reset(),
      () => dmm.calculation.off(),
    ]) {
      await dmm.configure('dc-voltage')
      await dmm.calculation.null({ offset: 1 })
      expect(await dmm.calculation.state()).toEqual({ calculation: 'null', on: true })
      await act()
      expect((await dmm.calculation.state()).on).toBe(false)
    }
  })

  it('does not go with a diode, and is not switched on then', async () => {
    await using meter = await opened()
    await meter.dmm.configure('diode')
    await expect(meter.dmm.calculation.null()).rejects.toMatchObject({ number: -221 })
    expect((await meter.dmm.calculation.state()).on).toBe(false)
  })
})

describe('levels', () => {
  it('in dBm refer to a resistance', async () => {
    await using meter = await opened(battery(1))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 1 })
    await dmm.calculation.dbm({ resistance: 50 })
    expect(await one(dmm)).toMatchObject({ value: expect.closeTo(10 * Math.log10(1 / 50 / 1e-3), 2), unit: 'dBm' })
    await dmm.calculation.dbm({ resistance: 600 })
    expect((await one(dmm)).value).toBeCloseTo(10 * Math.log10(1 / 600 / 1e-3), 2)
  })

  it('in dB refer to a level, or to the next reading', async () => {
    await using meter = await opened(battery(1))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 1 })
    await dmm.calculation.db({ reference: 10, resistance: 50 })
    expect(await one(dmm)).toMatchObject({ value: expect.closeTo(3.01, 2), unit: 'dB' })
    await dmm.calculation.db()
    expect((await one(dmm)).value).toBeCloseTo(0, 9)
    expect((await one(dmm)).value).toBeCloseTo(0, 1)
  })

  it('go with voltages only', async () => {
    await using meter = await opened()
    await meter.dmm.configure('resistance')
    await expect(meter.dmm.calculation.dbm()).rejects.toMatchObject({ number: -221 })
  })
})

describe('statistics and limits', () => {
  it('gather what is read', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10, resolution: 'fast' })
    await dmm.calculation.startStatistics()
    await dmm.configureTrigger({ samples: 50 })
    const readings = await dmm.read()
    const values = readings.map(({ value }) => value)
    const { minimum, maximum, mean, count } = await dmm.calculation.readStatistics()
    expect(count).toBe(50)
    expect(minimum).toMatchObject({
      value: expect.closeTo(Math.min(...values), 6), unit: 'V', source: { function: 'dc-voltage' },
    })
    expect(maximum.value).toBeCloseTo(Math.max(...values), 6)
    expect(mean.value).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 50, 6)
    await dmm.calculation.startStatistics()
    expect((await dmm.calculation.readStatistics()).count).toBe(0)
  })

  it('say on which side a reading was outside', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    const judged = async (lower: number, upper: number) => {
      await dmm.configure('dc-voltage')
      await dmm.calculation.limits({ lower, upper })
      const reading = await one(dmm)
      expect(reading.value).toBeCloseTo(5, 2)
      return await dmm.calculation.readLimitResult()
    }
    expect(await judged(4, 6)).toEqual({ belowLower: false, aboveUpper: false })
    expect(await judged(5.5, 6)).toEqual({ belowLower: true, aboveUpper: false })
    expect(await judged(1, 2)).toEqual({ belowLower: false, aboveUpper: true })
  })

  it('raise the summary bit of the questionable register', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    await dmm.scpi.write('STAT:QUES:ENAB 4096')
    await dmm.calculation.limits({ lower: 0, upper: 1 })
    await dmm.read()
    expect(await dmm.scpi.queryNumber('*STB?')).toBe(8)
  })

  it.each([
    ['dc-voltage', 1, 1], ['dc-current', 2, 0], ['resistance', 512, 0],
  ] as const)('an overload of %s sets bit %d', async (name, bit, range) => {
    await using meter = await opened(name === 'dc-voltage' ? battery(5) : name === 'resistance' ? [] : [
      { source: 100, resistance: 1000, nodes: ['a', 'gnd'] }, { connect: 'dmm.current', nodes: ['a', 'gnd'] },
    ])
    await meter.dmm.configure(name, range === 1 ? { range } : name === 'dc-current' ? { range: 0.01 } : {})
    expect(await one(meter.dmm)).toMatchObject({ condition: 'overload' })
    expect(await meter.dmm.scpi.queryNumber('STAT:QUES?')).toBe(bit)
  })
})

describe('hold', () => {
  it('keeps a reading until another differs enough', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10, resolution: 'fast' })
    await dmm.calculation.hold({ variation: 50 })
    await dmm.configureTrigger({ samples: 20 })
    expect(new Set((await dmm.read()).map(({ value }) => value)).size).toBe(1)
    await dmm.calculation.hold({ variation: 0, threshold: 0 })
    expect(new Set((await dmm.read()).map(({ value }) => value)).size).toBeGreaterThan(1)
  })
})

describe('the data log', () => {
  it('goes on beside other things, and is read from its beginning each time', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(5), { clock })
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10, resolution: 'fast' })
    await dmm.dataLog.start()
    expect(await dmm.dataLog.isRunning()).toBe(true)
    await clock.advance(1001)
    await expect(dmm.configure('resistance')).rejects.toMatchObject({ number: -221 })
    await dmm.dataLog.stop()
    const readings = await dmm.dataLog.readings()
    expect(readings).toHaveLength(110)
    expect(readings[0]).toMatchObject({ value: expect.closeTo(5, 1), unit: 'V', source: { function: 'dc-voltage' } })
    expect(await dmm.dataLog.readings()).toHaveLength(110)
    await dmm.dataLog.clear()
    expect(await dmm.dataLog.readings()).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('ends when the memory is full', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(5), { clock })
    await meter.dmm.configure('dc-voltage', { resolution: 'fast' })
    await meter.dmm.dataLog.start()
    await clock.advance(60_000)
    expect(await meter.dmm.dataLog.isRunning()).toBe(false)
    expect(await meter.dmm.dataLog.readings()).toHaveLength(5000)
  })
})

describe('panel, LAN and input', () => {
  it('are set and read back', async () => {
    await using meter = await opened()
    const { dmm, bench } = meter
    await dmm.panel.setDisplay(false)
    expect(await dmm.panel.isDisplayOn()).toBe(false)
    await dmm.panel.showText('say "hi"')
    expect(bench.device('dmm').get('displayText')).toBe('say "hi"')
    await dmm.panel.clearText()
    expect(bench.device('dmm').get('displayText')).toBe('')
    await dmm.panel.setBeeper(false)
    expect(await dmm.panel.isBeeperOn()).toBe(false)
    await dmm.panel.beep()
    await dmm.panel.goToLocal()
    await dmm.setHighImpedance(true)
    expect(await dmm.isHighImpedance()).toBe(true)
    expect(await dmm.selfTest()).toBe(true)
    await dmm.lan.configure({ dhcp: false, address: '10.0.0.9', hostName: 'meter' })
    await dmm.lan.update()
    expect(await dmm.lan.read()).toEqual({
      dhcp: false, address: '10.0.0.9', subnetMask: '255.255.255.0', gateway: '192.168.10.1', dns: '0.0.0.0', hostName: 'meter',
      domain: '',
      macAddress: '80:09:02:00:00:00',
    })
    expect(bench.device('dmm').errors.length).toBe(0)
  })
})

describe('a firmware without what is not confirmed', () => {
  const calls: readonly (readonly [string, (dmm: Edu34450a) => Promise<unknown>])[] = [
    ['dataLog.start', (dmm) => dmm.dataLog.start()], ['dataLog.isRunning', (dmm) => dmm.dataLog.isRunning()],
    ['dataLog.readings', (dmm) => dmm.dataLog.readings()], ['dataLog.clear', (dmm) => dmm.dataLog.clear()],
    ['panel.setDisplay', (dmm) => dmm.panel.setDisplay(true)], ['panel.isDisplayOn', (dmm) => dmm.panel.isDisplayOn()],
    ['panel.showText', (dmm) => dmm.panel.showText('a')], ['panel.clearText', (dmm) => dmm.panel.clearText()],
    ['lan.read', (dmm) => dmm.lan.read()], ['lan.configure', (dmm) => dmm.lan.configure({ dhcp: true })],
    ['lan.update', (dmm) => dmm.lan.update()],
    ['setHighImpedance', (dmm) => dmm.setHighImpedance(true)], ['isHighImpedance', (dmm) => dmm.isHighImpedance()],
    ['calculation.hold', (dmm) => dmm.calculation.hold({ variation: 5 })],
  ]

  it.each(calls)('answers %s with UnsupportedError, and goes on', async (_name, act) => {
    const clock = virtualClock()
    await using meter = await opened(battery(5), { clock, options: { unconfirmed: 'absent' } })
    const outcome = act(meter.dmm).catch((reason: unknown) => reason)
    await clock.runUntilIdle()
    expect(await outcome).toBeInstanceOf(UnsupportedError)
    expect((await meter.dmm.measureDcVoltage()).value).toBeCloseTo(5, 2)
  })

  it('measures temperatures in °C, and is asked for their unit only once', async () => {
    const clock = virtualClock()
    await using meter = await opened([], { clock, options: { unconfirmed: 'absent', temperature: 21 } })
    const first = meter.dmm.measureTemperature()
    await clock.runUntilIdle()
    expect((await first).value).toBeCloseTo(21, 0)
    meter.sent.length = 0
    expect((await meter.dmm.measureTemperature()).value).toBeCloseTo(21, 0)
    expect(meter.sent).toEqual([':MEAS:TEMP?'])
  })

  it('gives a snapshot without waiting for what it does not have', async () => {
    await using meter = await opened([], { clock: virtualClock(), options: { unconfirmed: 'absent' } })
    const snapshot = await meter.dmm.snapshot()
    expect(snapshot).toMatchObject({
      function: 'dc-voltage', dcVoltageRange: 10, dcVoltageAutoRange: true, calculating: false, sampleCount: 1,
    })
    expect(Object.keys(snapshot)).not.toContain('temperatureUnit')
  })
})

describe('a restore', () => {
  it('brings back what a snapshot has', async () => {
    await using meter = await opened(battery(1))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 1, resolution: 'fast' })
    await dmm.configureTrigger({ source: 'bus', delay: 0.5, samples: 7 })
    await dmm.calculation.db({ reference: 3, resistance: 75 })
    const before = await dmm.snapshot()
    await dmm.reset()
    await dmm.configure('capacitance')
    await dmm.restore(before)
    expect(await dmm.snapshot()).toEqual(before)
  })
})
