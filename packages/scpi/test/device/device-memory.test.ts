import { describe, expect, it } from 'vitest'
import { encodeLatin1 } from '../../src/latin1.ts'
import { sampleClient } from './sample-device.ts'

const megabyte = 1024 * 1024

describe('the memory of a link', () => {
  it('drops a message that never ends, and understands the next one', () => {
    const client = sampleClient()
    const piece = new Uint8Array(megabyte).fill(65)
    for (let count = 0; count < 70; count += 1) client.link.receive(piece)
    client.send('')
    expect(client.errors()).toEqual([-363])
    expect(client.ask('*OPC?')).toBe('1')
  })

  it('drops messages that come faster than they are executed, beyond 16 MiB of them', () => {
    const client = sampleClient({ latencyMs: () => 60_000 })
    const piece = encodeLatin1('*CLS\n'.repeat(1000))
    const messages = 16 * megabyte / ('*CLS\n'.length + 64)
    for (let sent = 0; sent <= messages - 1000; sent += 1000) client.link.receive(piece)
    expect(client.errors()).toEqual([])
    for (let sent = 0; sent < 3000; sent += 1000) client.link.receive(piece)
    expect(client.errors()).toContain(-363)
    client.link.close()
  })

  it('says when every message was executed', () => {
    const client = sampleClient()
    const idle: string[] = []
    client.link.whenIdle(() => idle.push('at once'))
    expect(idle).toEqual(['at once'])
  })
})
