import { LimitError, SettingError, type InstrumentLimits } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { edu36311a, type Edu36311a } from '../src/index.ts'
import { simulatedSupply } from './contract-options.ts'

type Fixture = Awaited<ReturnType<typeof simulatedSupply>>

async function withSupply(act: (psu: Edu36311a, fixture: Fixture) => Promise<void>, limits?: InstrumentLimits): Promise<void> {
  await using fixture = await simulatedSupply()
  await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits })
  await act(psu, fixture)
}

describe('an output', () => {
  it('is found by number and by name', () => withSupply(async (psu) => {
    expect([psu.channel('P6V').number, psu.channel('P30V').number, psu.channel('N30V').number]).toEqual([1, 2, 3])
    expect([psu.channel(1).name, psu.channel(2).name, psu.channel(3).name]).toEqual(['P6V', 'P30V', 'N30V'])
    expect(psu.channel('N30V')).toBe(psu.channel(3))
    // @ts-expect-error the types refuse it too
    expect(() => psu.channel('P25V')).toThrow('psu has no channel P25V; it has 1, 2, 3.')
    await psu.channel('N30V').set({ voltage: 9 })
    expect(await psu.channel(3).voltage()).toBe(9)
  }))

  it('gives back every setting that it takes', () => withSupply(async (psu) => {
    const wanted = {
      voltage: 5, currentLimit: 0.25, overVoltageLevel: 6, overCurrentEnabled: true, overCurrentDelay: 0.2,
      overCurrentStart: 'currentLimit',
      outputRiseDelay: 0.5, outputFallDelay: 0.25, triggeredVoltage: 4, triggeredCurrentLimit: 0.5, voltageMode: 'step',
      currentMode: 'step', triggerSource: 'immediate', triggerDelay: 1,
    } as const
    await psu.channel(1).set(wanted)
    expect(await psu.channel(1).settings()).toEqual(wanted)
  }))

  it('tells the span that the instrument has', () => withSupply(async (psu) => {
    expect(await psu.channel(1).range('voltage')).toEqual({ min: 0, max: 6.18 })
    expect(await psu.channel(1).range('currentLimit')).toEqual({ min: 0.002, max: 5.15 })
    expect(await psu.channel(3).range('overVoltageLevel')).toEqual({ min: 1.5, max: 33 })
    // @ts-expect-error the types refuse it too
    await expect(psu.channel(3).range('voltageMode')).rejects.toThrow("'voltageMode' is no setting of an output with a range")
  }))

  it('is not switched, nor anything else set, by a name that is no setting of it', () => withSupply(async (psu) => {
    for (const name of ['output', 'tracking', 'volts', 'overVoltageTripped', 'toString', '__proto__x']) {
      const rejection = psu.channel(1).set({ voltage: 1, [name]: true })
      await expect(rejection).rejects.toThrow(`psu: an output has no setting '${name}'`)
    }
    expect(await psu.channel(1).voltage()).toBe(0)
  }))

  it('is measured as a pair of readings', () => withSupply(async (psu) => {
    await psu.channel(1).set({ voltage: 5 })
    await psu.channel(1).on()
    const { voltage, current } = await psu.channel(1).measure()
    expect(voltage).toMatchObject({ unit: 'V', source: { function: 'dc-voltage', channel: 1 } })
    expect(current).toMatchObject({ unit: 'A', source: { function: 'dc-current', channel: 1 } })
    expect(voltage.value / current.value).toBeCloseTo(10, 0)
  }))

  it('that is pulled above its voltage is unregulated and not off', () => withSupply(async (psu, { bench }) => {
    expect(await psu.channel(2).regulation()).toBe('off')
    await psu.channel(2).set({ voltage: 3 })
    await psu.channel(2).on()
    expect(await psu.channel(2).regulation()).toBe('constant-voltage')
    bench.device('psu').status.instrumentSummary(2)?.setCondition(0)
    await psu.channel(2).set({ outputRiseDelay: 100 })
    await psu.channel(2).off()
    await psu.channel(2).on()
    expect(await psu.channel(2).regulation()).toBe('unregulated')
  }))

  it('remembers what its regulation has been through until it is asked', () => withSupply(async (psu) => {
    const output = psu.channel(1)
    await output.set({ voltage: 5, currentLimit: 0.1 })
    await output.on()
    expect(await output.regulationEvents()).toEqual({ enteredConstantCurrent: true, enteredConstantVoltage: false })
    await output.set({ currentLimit: 1 })
    expect(await output.regulationEvents()).toEqual({ enteredConstantCurrent: false, enteredConstantVoltage: true })
    expect(await output.regulationEvents()).toEqual({ enteredConstantCurrent: false, enteredConstantVoltage: false })
  }))

  it('keeps its over-current trip when over-voltage alone is cleared', () => withSupply(async (psu) => {
    const output = psu.channel(1)
    await output.set({ voltage: 5, currentLimit: 0.1, overCurrentEnabled: true, overCurrentDelay: 0 })
    await output.on()
    expect(await output.trips()).toEqual({ overVoltage: false, overCurrent: true })
    expect(await output.isOn()).toBe(false)
    await output.clearOverVoltage()
    expect((await output.trips()).overCurrent).toBe(true)
    await output.set({ currentLimit: 1 })
    await output.clearOverCurrent()
    expect([await output.trips(), await output.isOn()]).toEqual([{ overVoltage: false, overCurrent: false }, true])
  }))
})

describe('odd uses', () => {
  const odd = (value: unknown): never => value as never

  it.each<[string, (psu: Edu36311a) => Promise<unknown>]>([
    ['no settings', (psu) => psu.channel(1).set(odd(null))],
    ['a voltage with its unit', (psu) => psu.channel(1).set({ voltage: odd('5 V') })],
    ['a voltage of NaN', (psu) => psu.channel(1).set({ voltage: Number.NaN })],
    ['a channel in small letters', async (psu) => psu.channel(odd('p6v')).on()],
    ['no snapshot', (psu) => psu.restore(odd(undefined))],
    ['a snapshot of a fourth output', (psu) => psu.restore({ 'voltage@4': 1 })],
    ['a snapshot with Infinity', (psu) => psu.restore({ 'voltage@1': Infinity })],
    ['a tracking that is a word', (psu) => psu.setTracking(odd('yes'))],
  ])('%s is refused with a SettingError, and nothing changes', (_name, use) => withSupply(async (psu) => {
    const before = await psu.snapshot()
    await expect(Promise.resolve().then(() => use(psu))).rejects.toBeInstanceOf(SettingError)
    expect(await psu.snapshot()).toEqual(before)
  }))
})

describe('a step by trigger', () => {
  it('changes several outputs together on the bus', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12, currentLimit: 0.5 })
    await psu.channel(3).prepareStep({ voltage: 8 })
    await psu.initiate([2, 3])
    expect([await psu.channel(2).voltage(), await psu.channel(3).voltage()]).toEqual([0, 0])
    await psu.trigger()
    await psu.untilTriggered()
    expect([await psu.channel(2).voltage(), await psu.channel(3).voltage()]).toEqual([12, 8])
    expect([await psu.channel(2).currentLimit(), await psu.channel(3).currentLimit()]).toEqual([0.5, 1])
  }))

  it('comes by a group execute trigger, too', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12 })
    await psu.channel(2).initiate()
    await psu.groupTrigger()
    expect(await psu.channel(2).voltage()).toBe(12)
  }))

  it('is waited for until its delay is over', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12, source: 'immediate', delay: 0.05 })
    await psu.channel(2).initiate()
    await psu.untilTriggered()
    expect(await psu.channel(2).voltage()).toBe(12)
  }))

  it('needs a level, and one in range', () => withSupply(async (psu) => {
    await expect(psu.channel(1).prepareStep({ delay: 1 })).rejects.toThrow('a step needs a voltage, a currentLimit or both')
    await expect(psu.channel(1).prepareStep({ voltage: 7 })).rejects.toThrow(/triggeredVoltage 7 V is outside 0 … 6\.18 V/)
    await expect(psu.channel(1).prepareStep({ voltage: 1, delay: 3601 })).rejects.toBeInstanceOf(SettingError)
    await expect(psu.channel(1).prepareStep({ voltage: 1, curentLimit: 1 } as never)).rejects.toThrow(
      "a step has no 'curentLimit'",
    )
    await expect(psu.initiate([])).rejects.toThrow('name at least one channel')
  }))

  it('is refused by the instrument while one is armed, and works after abort', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12 })
    await psu.channel(2).initiate()
    await expect(psu.channel(2).initiate()).rejects.toMatchObject({ number: -213 })
    await expect(psu.channel(2).prepareStep({ currentLimit: 0.5 })).rejects.toMatchObject({ number: 735 })
    await psu.abort([2])
    await psu.channel(2).prepareStep({ currentLimit: 0.5 })
    await psu.channel(2).initiate()
    await psu.trigger()
    expect([await psu.channel(2).voltage(), await psu.channel(2).currentLimit()]).toEqual([0, 0.5])
  }))

  it('arms itself again while it is continuous', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12 })
    await psu.channel(2).setContinuous(true)
    expect(await psu.channel(2).isContinuous()).toBe(true)
    await psu.trigger()
    await psu.channel(2).set({ triggeredVoltage: 6 })
    await psu.trigger()
    expect(await psu.channel(2).voltage()).toBe(6)
    await psu.channel(2).setContinuous(false)
    await psu.channel(2).set({ triggeredVoltage: 3 })
    await psu.trigger()
    expect(await psu.channel(2).voltage()).toBe(6)
    await expect(psu.channel(2).setContinuous('off' as never)).rejects.toBeInstanceOf(SettingError)
  }))

  it('comes from no trigger any more once the supply has been made safe', () => withSupply(async (psu) => {
    await psu.channel(2).prepareStep({ voltage: 12 })
    await psu.channel(2).setContinuous(true)
    await psu.makeSafe()
    await psu.trigger()
    expect([await psu.channel(2).voltage(), await psu.channel(2).isContinuous()]).toEqual([0, false])
  }))

  it('may be switched off, and the supply made safe, where what it would set is outside a limit', async () => {
    const limits = { source: 'bench.yaml', channels: { 2: { voltage: { max: 5 } } } }
    await using fixture = await simulatedSupply()
    fixture.bench.device('psu').openLink().receive(
      Buffer.from('VOLT:MODE STEP,(@2);:VOLT:TRIG 12,(@2);:INIT:CONT ON,(@2);:OUTP ON,(@1:3)\n'), true,
    )
    await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits })
    await expect(psu.trigger()).rejects.toBeInstanceOf(LimitError)
    await expect(psu.channel(2).setContinuous(true)).rejects.toBeInstanceOf(LimitError)
    expect(await psu.makeSafe()).toMatchObject({ verified: true })
    expect([await psu.channel(2).isContinuous(), await fixture.isSafe()]).toEqual([false, true])
  })

  it('is armed once for an output that is named twice', () => withSupply(async (psu) => {
    await psu.initiate([2, 2])
    expect(await psu.scpi.query('SYST:ERR?')).toBe('+0,"No error"')
  }))

  it('does not pass the limits of the bench, whoever triggers', async () => {
    const limits = { source: 'bench.yaml', channels: { 2: { voltage: { max: 5 } } } }
    await withSupply(async (psu, { bench }) => {
      await expect(psu.channel(2).prepareStep({ voltage: 12 })).rejects.toBeInstanceOf(LimitError)
      await psu.channel(3).prepareStep({ voltage: 12 })
      await psu.initiate([3])
      await expect(psu.setTracking(true).then(() => psu.trigger())).rejects.toBeInstanceOf(LimitError)
      expect(bench.device('psu').get('voltage', 2)).toBe(0)
    }, limits)
  })
})

describe('tracking', () => {
  it('is told and asked', () => withSupply(async (psu) => {
    await psu.setTracking(true)
    await psu.channel(3).set({ voltage: 7 })
    expect([await psu.isTracking(), await psu.channel(2).voltage()]).toEqual([true, 7])
    await psu.setTracking(false)
    expect(await psu.isTracking()).toBe(false)
  }))

  it('is restored from a snapshot in whatever order levels and coupling need', () => withSupply(async (psu) => {
    await psu.channel(2).set({ voltage: 3 })
    await psu.channel(3).set({ voltage: 7 })
    const apart = await psu.snapshot()
    await psu.setTracking(true)
    await psu.channel(2).set({ voltage: 11 })
    const together = await psu.snapshot()
    await psu.restore(apart)
    expect(await psu.snapshot()).toEqual(apart)
    await psu.restore(together)
    expect(await psu.snapshot()).toEqual(together)
  }))
})
