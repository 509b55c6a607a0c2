import { SettingError, TimeoutError, type Connection } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { openHislip } from '../src/hislip/open-hislip.ts'
import { serveHislip } from '../src/server/hislip-server.ts'
import { checkOptions } from '../src/settings.ts'
import { serve } from './contract-server.ts'
import { hislipBench, hislipResource, openOn, query } from './support/hislip-bench.ts'
import { contractDevice } from './support/contract-device.ts'

function at(host: string, port: number): Promise<Connection> {
  return openHislip(hislipResource(`TCPIP::${host}::hislip0,${port}::INSTR`), checkOptions({}), { timeoutMs: 500 })
}

describe('opening a HiSLIP link', () => {
  it.for([['an IPv6 literal', '[::1]', '::1'], ['a host name', 'localhost', 'localhost']] as const)('takes %s', async ([, host, listen]) => {
    const server = await serveHislip({ hislip0: contractDevice() }, { host: listen, port: 0 })
    await using link = await at(host, server.port)
    expect(await query(link, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    await link.close()
    await server.close()
  })

  it('to a port that speaks HTTP says so', async () => {
    await using server = await serve((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    await expect(at('127.0.0.1', server.port)).rejects.toThrow(/does not speak HiSLIP but HTTP/)
  })

  it('to a port with a prompt says what stands there', async () => {
    await using server = await serve((socket) => socket.write('Welcome to the instrument\r\nSCPI> '))
    await expect(at('127.0.0.1', server.port)).rejects.toThrow(/'Welcome to the instrument.*raw SCPI or telnet/s)
  })

  it('to a port that says nothing, as raw SCPI and VXI-11 do, is overdue and says so', async () => {
    await using server = await serve(() => undefined)
    const error: unknown = await at('127.0.0.1', server.port).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain('did not answer as HiSLIP (a raw SCPI or VXI-11 port is mute like this)')
  })

  it('to a port that hangs up is refused with a hint', async () => {
    await using server = await serve((socket) => socket.end())
    await expect(at('127.0.0.1', server.port)).rejects.toMatchObject({ reason: 'refused', hint: expect.stringContaining('VXI-11') })
  })

  it('to a closed port and to a wrong host is refused', async () => {
    const server = await serve(() => undefined)
    await server[Symbol.asyncDispose]()
    await expect(at('127.0.0.1', server.port)).rejects.toMatchObject({ reason: 'refused' })
    await expect(at('no-such-host.invalid', 4880)).rejects.toThrow(/no-such-host.invalid:4880/)
  })

  it('refuses settings that cannot be before anything is connected', async () => {
    for (const settings of [{ overlapp: true }, { overlap: 1 }, { vendorId: 'ABC' }, { version: '3.0' }, { port: 0 }, { maxMessageBytes: 1 }]) {
      await expect(openOn(1, { settings })).rejects.toBeInstanceOf(SettingError)
    }
  })

  it('rejects with the reason of its signal, and leaves no socket', async () => {
    await using server = await serve((socket) => socket.resume())
    const controller = new AbortController()
    const opening = openOn(server.port, { signal: controller.signal })
    setTimeout(() => controller.abort('stop'), 20)
    await expect(opening).rejects.toBe('stop')
    await expect(openOn(server.port, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('leaves no handle when the link is closed', async () => {
    const handles = (): number => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length
    const before = handles()
    {
      await using bench = await hislipBench()
      for (let i = 0; i < 5; i++) {
        const link = await bench.open()
        expect(await query(link, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
        await link.read({ timeoutMs: 1 }).catch(() => undefined)
      }
    }
    await expect.poll(handles).toBeLessThanOrEqual(before)
  })
})
