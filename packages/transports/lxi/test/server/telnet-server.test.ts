import { once } from 'node:events'
import { LineClient } from '@lab/counterparts'
import { afterEach, describe, expect, it } from 'vitest'
import { serveTelnet, type ServedDevice, type ServedProtocol } from '../../src/server/index.ts'
import { until } from '../support/dialogue.ts'
import { slowInstrument } from '../support/served-scpi.ts'

const served: ServedProtocol[] = []

afterEach(async () => {
  await Promise.all(served.splice(0).map((server) => server.close()))
})

/** What a client of a telnet port sees, from the beginning. */
async function telnet(device: ServedDevice = slowInstrument()) {
  const server = await serveTelnet(device, { host: '127.0.0.1', port: 0, prompt: 'SLOW> ', welcome: 'Welcome' })
  served.push(server)
  return await session(server.port)
}

async function session(port: number) {
  const client = await LineClient.open(port)
  let screen = ''
  client.socket.on('data', (text) => {
    screen += String(text)
  })
  const see = (text: string): Promise<void> => until(() => screen.endsWith(text))
  return { client, see, port, screen: () => screen, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
}

describe('a served telnet port', () => {
  it('greets, prompts, and prompts again behind each message', async () => {
    await using terminal = await telnet()
    await terminal.see('Welcome\r\nSLOW> ')
    terminal.client.raw('*IDN?\r\n')
    await terminal.see('LAB,SLOW,1,1.0\r\nSLOW> ')
    terminal.client.raw('LEV 5\r\nLEV?\r\n')
    await terminal.see('+5\r\nSLOW> ')
    expect(terminal.screen()).toBe('Welcome\r\nSLOW> LAB,SLOW,1,1.0\r\nSLOW> SLOW> +5\r\nSLOW> ')
  })

  it('answers negotiation itself: nothing of it reaches the instrument', async () => {
    await using terminal = await telnet()
    terminal.client.raw('\xff\xfb\x18\xff\xfd\x01*ID\xff\xfa\x18\x00\xff\xf0N?\r\n')
    await terminal.see('LAB,SLOW,1,1.0\r\nSLOW> ')
    expect(terminal.screen()).toContain('\xff\xfe\x18\xff\xfc\x01')
    terminal.client.raw('SYST:ERR?\r\n')
    await terminal.see('+0,"No error"\r\nSLOW> ')
  })

  it('prompts only when a slow message is done, and takes what was typed meanwhile in its turn', async () => {
    await using terminal = await telnet()
    await using other = await session(terminal.port)
    terminal.client.raw('WAIT?\r\n*IDN?\r\n')
    other.client.raw('*IDN?\r\n')
    await other.see('LAB,SLOW,1,1.0\r\nSLOW> ')
    expect(terminal.screen()).toBe('Welcome\r\nSLOW> ')
    other.client.raw('GO\r\n')
    await terminal.see('done\r\nSLOW> LAB,SLOW,1,1.0\r\nSLOW> ')
  })

  it('clears the device when the interrupt key is pressed', async () => {
    await using terminal = await telnet()
    terminal.client.raw('WAIT?\r\n')
    terminal.client.raw('\xff\xf4')
    await terminal.see('\r\nSLOW> ')
    terminal.client.raw('*IDN?\r\n')
    await terminal.see('LAB,SLOW,1,1.0\r\nSLOW> ')
    expect(terminal.screen()).not.toContain('done')
  })

  it('waits while another client has locked the instrument', async () => {
    const device = slowInstrument()
    await using terminal = await telnet(device)
    const holder = {}
    await device.lock.acquire(holder, { timeoutMs: 0 })
    terminal.client.raw('*IDN?\r\n')
    await using other = await session(terminal.port)
    await other.see('SLOW> ')
    expect(terminal.screen()).toBe('Welcome\r\nSLOW> ')
    device.lock.release(holder)
    await terminal.see('LAB,SLOW,1,1.0\r\nSLOW> ')
  })

  it('answers a client that has ended its side, then closes', async () => {
    await using terminal = await telnet()
    terminal.client.raw('*IDN?\r\n')
    terminal.client.socket.end()
    if (!terminal.client.socket.closed) await once(terminal.client.socket, 'close')
    expect(terminal.screen()).toContain('LAB,SLOW,1,1.0\r\nSLOW> ')
  })
})
