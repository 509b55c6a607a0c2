import { InstrumentError, SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { openedOne, openedTwo } from './opened-generator.ts'

describe('two channels', () => {
  it('couples amplitudes, frequencies and sample rates, and the second channel modulates the first', async () => {
    await using opened = await openedTwo()
    const { awg } = opened
    await awg.coupleAmplitudes(true)
    await awg.channel(2).set({ amplitude: 3 })
    expect((await awg.channel(1).state()).amplitude).toBe(3)
    await awg.coupleFrequencies({ offset: 100 })
    expect((await awg.channel(2).state()).frequency).toBe(1100)
    await awg.coupleSampleRates({ ratio: 2 }, 2)
    expect(await awg.scpi.get('sampleRate', { channel: 1 })).toBe(80e3)
    await expect(awg.track('on')).rejects.toThrow(/tracking would end it/)
    await awg.coupleAmplitudes(false)
    await awg.coupleFrequencies(false)
    await awg.coupleSampleRates(false)
    await awg.track('inverted', 2)
    await expect(awg.combine(1, true)).rejects.toThrow(/channel 2 is tracked/)
    await awg.track('off', 2)
    await awg.combine(1, true)
    expect(await awg.scpi.get('combine', { channel: 1 })).toBe('channel2')
    await awg.scpi.set({ amSource: 'channel2' }, { channel: 1 })
    expect(await awg.scpi.readErrors()).toEqual([])
  })
})

describe('the rest', () => {
  it('the model with one channel has what both have', async () => {
    await using opened = await openedOne()
    const { awg } = opened
    expect(awg.channels).toEqual([1])
    await awg.channel(1).set({ function: 'square', amplitude: 1 })
    await awg.channel(1).on()
    expect(await awg.makeSafe()).toEqual({ actions: ['output 1 off'], verified: true })
    await expect(awg.setSync({ channel: 2 })).rejects.toThrow('awg has no channel 2')
  })

  it('stores, names, recalls and deletes states', async () => {
    await using opened = await openedTwo()
    const { states } = opened.awg
    await opened.awg.channel(1).set({ frequency: 77, amplitude: 3 })
    await states.save(2)
    await states.rename(2, 'BENCH')
    await opened.awg.reset()
    expect(await states.names()).toEqual(['AUTO_RECALL', '', 'BENCH', '', ''])
    await states.recall(2)
    expect(await opened.awg.channel(1).state()).toMatchObject({ frequency: 77, amplitude: 3 })
    await states.delete(2)
    expect(await states.isStored(2)).toBe(false)
    await expect(states.recall(2)).rejects.toBeInstanceOf(InstrumentError)
    await expect(states.save(5)).rejects.toBeInstanceOf(SettingError)
    await expect(states.save(1.5)).rejects.toBeInstanceOf(SettingError)
  })

  it('writes, reads, copies and deletes files', async () => {
    await using opened = await openedTwo()
    const { files } = opened.awg
    await files.write('INT:\\NOTE.TXT', new TextEncoder().encode('hello'))
    await files.makeFolder('INT:\\OLD')
    await files.copy('INT:\\NOTE.TXT', 'INT:\\OLD\\NOTE.TXT')
    expect(new TextDecoder().decode(await files.read('INT:\\OLD\\NOTE.TXT'))).toBe('hello')
    expect((await files.catalog('INT:\\OLD')).entries).toEqual([{ name: 'NOTE.TXT', kind: '', size: 5 }])
    await files.delete('INT:\\OLD\\NOTE.TXT')
    await files.removeFolder('INT:\\OLD')
    await expect(files.read('INT:\\NOBODY.TXT')).rejects.toThrow(/there is no file/)
    await expect(files.delete('say "hi"')).rejects.toBeInstanceOf(SettingError)
  })

  it('takes pictures, shows text, sets the clock and the network', async () => {
    await using opened = await openedTwo()
    const { panel, network } = opened.awg
    const png = await panel.screenshot()
    expect([png.mediaType, ...png.data.subarray(1, 4)]).toEqual(['image/png', 0x50, 0x4e, 0x47])
    const bmp = await panel.screenshot({ format: 'bmp' })
    expect([bmp.mediaType, ...bmp.data.subarray(0, 2)]).toEqual(['image/bmp', 0x42, 0x4d])
    await panel.showText('Do "not" touch')
    expect(await opened.awg.scpi.get('displayText')).toBe('Do "not" touch')
    await expect(panel.showText('x'.repeat(41))).rejects.toThrow(/display shows 40/)
    await panel.setClock({ year: 2027, month: 2, day: 3, hours: 4, minutes: 5, seconds: 6 })
    expect(await panel.clock()).toEqual({ year: 2027, month: 2, day: 3, hours: 4, minutes: 5, seconds: 6 })
    await expect(panel.setClock({ year: 2027, month: 2, day: 30, hours: 0, minutes: 0, seconds: 0 })).rejects.toThrow(/no day/)
    expect(await panel.lock()).toBe(true)
    await panel.unlock()
    await network.set({ dhcp: false, address: '10.0.0.7', dns: ['10.0.0.1'], hostName: 'bench-7' })
    expect(await network.state()).toMatchObject({ dhcp: false, address: '10.0.0.7', hostName: 'bench-7' })
    await expect(network.set({ gateway: '10.0.0' })).rejects.toThrow(/no IPv4 address/)
    await network.setEnabled('web', false)
    expect(await network.isEnabled('web')).toBe(false)
    expect(await opened.awg.selfTest()).toBe(true)
    expect(await opened.awg.options()).toEqual([])
  })

  it('restores a snapshot of everything, outputs left off', async () => {
    await using opened = await openedTwo()
    const { awg } = opened
    await awg.channel(1).set({
      function: 'pulse', frequency: 2000, load: 'high-impedance', amplitude: 12, offset: -3, pulseWidth: 20e-6,
    })
    await awg.channel(1).modulate({ kind: 'pwm', deviation: 5e-6 })
    await awg.channel(2).set({ function: 'square', frequency: 5e6, amplitude: 9, offset: 0.2 })
    await awg.channel(2).burst({ cycles: 7 })
    await awg.channel(1).on()
    const before = await awg.snapshot()
    await awg.reset()
    await awg.channel(1).set({ amplitude: 1, offset: 4 })
    await awg.channel(2).sweep({ start: 10, stop: 20 })
    const report = await awg.restore(before)
    expect(report.leftOff).toEqual(['output@1'])
    expect(await awg.snapshot()).toEqual({ ...before, 'output@1': false })
    await awg.restore(before, { outputs: true })
    expect(await awg.snapshot()).toEqual(before)
  })

  it('readings of what is set carry the accuracy and where it is taken from', async () => {
    await using opened = await openedTwo()
    const channel = opened.awg.channel(1)
    await channel.set({ amplitude: 2, offset: 1 })
    const amplitude = await channel.programmedAmplitude()
    expect(amplitude).toMatchObject({ value: 2, unit: 'Vpp' })
    expect(amplitude.uncertainty?.standard).toBeCloseTo(0.021 / Math.sqrt(3), 12)
    expect(amplitude.uncertainty?.components?.[0]?.name).toContain('33500B')
    expect((await channel.programmedFrequency()).uncertainty?.standard).toBeCloseTo(1e-3 / Math.sqrt(3), 9)
    expect((await channel.programmedOffset()).value).toBe(1)
    await channel.set({ frequency: 1e6 })
    expect((await channel.programmedAmplitude()).uncertainty).toBeUndefined()
  })
})
