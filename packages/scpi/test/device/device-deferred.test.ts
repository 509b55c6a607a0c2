import type { Clock } from '@lab/core'
import { sleepOn } from '@lab/core'
import { DeviceError } from '@lab/scpi/device'
import { describe, expect, it } from 'vitest'
import { sampleClient } from './sample-device.ts'

/** A clock that stands still until it is told to go on. */
class StillClock implements Clock {
  private readonly timers: { at: number; callback: () => void }[] = []
  private time = 0

  now(): number {
    return this.time
  }

  monotonic(): number {
    return this.time
  }

  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void> {
    return sleepOn(this, ms, options?.signal)
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback }
    this.timers.push(timer)
    return () => {
      const index = this.timers.indexOf(timer)
      if (index !== -1) this.timers.splice(index, 1)
    }
  }

  /** Goes on, calling back in the order of time. */
  advance(ms: number): void {
    const end = this.time + ms
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.timers.splice(this.timers.indexOf(due), 1)
      this.time = due.at
      due.callback()
    }
    this.time = end
  }

  get pending(): number {
    return this.timers.length
  }
}

interface Deferred {
  readonly promise: Promise<string>
  readonly resolve: (answer: string) => void
  readonly reject: (error: Error) => void
}

function deferred(): Deferred {
  return Promise.withResolvers<string>()
}

describe('an answer that comes later', () => {
  it('holds back the units and messages behind it, and the response is there when all is done', async () => {
    const { promise, resolve } = deferred()
    const client = sampleClient({ handlers: { measure: () => promise } })
    const responses: unknown[] = []
    client.link.onResponse(() => responses.push(client.read()))
    client.send('MEAS:VOLT?;:VOLT 3;:VOLT?')
    client.send('MODE?')
    expect([client.device.get('voltage', 1), responses]).toEqual([0, []])
    resolve('+2')
    await promise
    expect(responses).toEqual(['+2;+3.00000000E+00\n', 'FIX\n'])
  })

  it('may be an error', async () => {
    const { promise, reject } = deferred()
    const client = sampleClient({ handlers: { measure: () => promise } })
    client.send('MEAS:VOLT?;*OPC?')
    reject(new DeviceError(-230))
    await expect(promise).rejects.toThrow()
    expect([client.read(), client.errors()]).toEqual(['1\n', [-230]])
  })

  it('is dropped by a device clear, and the next query gets its own', async () => {
    const { promise, resolve } = deferred()
    const client = sampleClient({ handlers: { measure: () => promise } })
    client.send('MEAS:VOLT?;:VOLT 3')
    client.send('MODE?')
    client.link.clear()
    expect(client.ask('*OPC?')).toBe('1')
    resolve('+2')
    await promise
    expect([client.read(), client.device.get('voltage', 1)]).toEqual([undefined, 0])
  })

  it('is dropped when the link closes', async () => {
    const { promise, resolve } = deferred()
    const client = sampleClient({ handlers: { measure: () => promise } })
    client.send('MEAS:VOLT?')
    client.link.close()
    resolve('+2')
    await promise
    expect(client.read()).toBeUndefined()
  })

  it('does not hold back other links', () => {
    const client = sampleClient({ handlers: { measure: () => deferred().promise } })
    client.send('MEAS:VOLT?')
    const other = client.device.openLink()
    other.receive(Uint8Array.from('*OPC?\n', (char) => char.charCodeAt(0)))
    expect(other.read()).toHaveLength(2)
  })

  it('is waited for without -420 when the device is told to talk', () => {
    const client = sampleClient({ handlers: { measure: () => deferred().promise } })
    client.send('MEAS:VOLT?')
    expect([client.link.talk(), client.errors()]).toEqual([undefined, []])
  })
})

describe('latency', () => {
  it('delays each unit on the clock', () => {
    const clock = new StillClock()
    const client = sampleClient({ clock, latencyMs: ({ query }) => (query ? 30 : 10) })
    client.send('VOLT 3;VOLT?')
    expect(client.device.get('voltage', 1)).toBe(0)
    clock.advance(10)
    expect([client.device.get('voltage', 1), client.read()]).toEqual([3, undefined])
    clock.advance(29)
    expect(client.read()).toBeUndefined()
    clock.advance(1)
    expect(client.read()).toBe('+3.00000000E+00\n')
  })

  it('ends with a device clear', () => {
    const clock = new StillClock()
    const client = sampleClient({ clock, latencyMs: () => 30 })
    client.send('VOLT 3')
    client.link.clear()
    expect(clock.pending).toBe(0)
    clock.advance(100)
    expect(client.device.get('voltage', 1)).toBe(0)
  })
})

describe('pending operations', () => {
  it('let *OPC? answer when the last one is done', async () => {
    const client = sampleClient()
    const response = new Promise((resolve) => client.link.onResponse(() => resolve(client.read())))
    const [one, two] = [client.device.operations.start(), client.device.operations.start()]
    client.send('*OPC?')
    one()
    one()
    expect(client.device.operations.idle).toBe(false)
    two()
    expect(await response).toBe('1\n')
  })

  it('let *WAI hold back what follows', async () => {
    const client = sampleClient()
    const response = new Promise((resolve) => client.link.onResponse(() => resolve(client.read())))
    const done = client.device.operations.start()
    client.send('*WAI;VOLT 3;VOLT?')
    expect(client.device.get('voltage', 1)).toBe(0)
    done()
    expect(await response).toBe('+3.00000000E+00\n')
  })

  it('let *OPC set its bit when the last one is done', () => {
    const client = sampleClient()
    client.send('*CLS')
    const done = client.device.operations.start()
    client.send('*OPC')
    expect(client.ask('*ESR?')).toBe('+0')
    done()
    expect(client.ask('*ESR?')).toBe('+1')
  })

  it('set the bit of *OPC at once when there is none', () => {
    expect(sampleClient().ask('*CLS;*OPC;*ESR?')).toBe('+1')
  })

  it.each(['*CLS', '*RST'])('do not set it after %s', (message) => {
    const client = sampleClient()
    client.send('*CLS')
    const done = client.device.operations.start()
    client.send('*OPC')
    client.send(message)
    done()
    expect(client.ask('*ESR?')).toBe('+0')
  })

  it('do not set it after a device clear', () => {
    const client = sampleClient()
    client.send('*CLS')
    const done = client.device.operations.start()
    client.send('*OPC')
    client.link.clear()
    done()
    expect(client.ask('*ESR?')).toBe('+0')
  })

  it('do not hold back plain queries', () => {
    const client = sampleClient()
    client.device.operations.start()
    expect(client.ask('VOLT?')).toBe('+0.00000000E+00')
  })
})

describe('a trigger that takes its time', () => {
  it('reports its failure in the error queue', async () => {
    const client = sampleClient({ onTrigger: () => Promise.reject(new DeviceError(-211)) })
    client.link.trigger()
    await Promise.resolve()
    expect(client.errors()).toEqual([-211])
  })
})
