import { parseResourceName, type Connection } from '@lab/core'
import { lxi } from '@lab/transport-lxi'
import { describe, expect, it } from 'vitest'
import { handlesBackTo, openHandles } from '@lab/counterparts'
import { Child } from './fixtures/child.ts'
import { wires, type Wire } from './fixtures/network-wires.ts'

const script = new URL('./fixtures/patient-instruments.ts', import.meta.url).pathname
const query = Buffer.from('*IDN?\n')

/** Instruments in a process of their own, each on a server of its own, and a connection to each. */
async function open(wire: Wire, latencies: readonly number[]) {
  const before = openHandles()
  const child = new Child([script, wire.name, ...latencies.map(String)])
  await child.line(/^ready$/)
  const resources = child.lines.filter((line) => line.startsWith('TCPIP'))
  const connections = await Promise.all(resources.map((resource) => lxi().connect(parseResourceName(resource))))
  return {
    connections,
    async [Symbol.asyncDispose]() {
      await Promise.all(connections.map((connection) => connection.close()))
      await child[Symbol.asyncDispose]()
      await handlesBackTo(before)
    },
  }
}

async function ask(connection: Connection): Promise<string> {
  await connection.write(query, { timeoutMs: 5000 })
  const { data } = await connection.read({ timeoutMs: 5000 })
  return Buffer.from(data).toString().trimEnd()
}

async function elapsed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await act()
  return performance.now() - started
}

/** The shortest of several rounds: what else the computer does is not measured. */
async function quickest(rounds: number, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) times.push(await elapsed(act))
  return Math.min(...times)
}

describe.each(wires.filter(({ settings }) => settings === undefined))('a hundred instruments on $name', (wire) => {
  it('that take 20 ms each are asked in 1.2 times of one', async () => {
    await using bench = await open(wire, Array.from({ length: 100 }, () => 20))
    const [first] = bench.connections
    if (first === undefined) throw new Error('no connection')
    const askAll = () => Promise.all(bench.connections.map(ask))
    const answers = await askAll()
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => `LAB,PATIENT,${i},1`))
    const one = await quickest(40, () => ask(first))
    const all = await quickest(40, askAll)
    expect(all).toBeLessThan(1.2 * one)
  })

  it('do not wait for a slow one among them', async () => {
    await using bench = await open(wire, [400, ...Array.from({ length: 99 }, () => 0)])
    const [slow, ...others] = bench.connections
    if (slow === undefined) throw new Error('no connection')
    const done: string[] = []
    await Promise.all([
      ask(slow).then(() => done.push('slow')),
      ...others.map(async (other) => {
        for (let i = 0; i < 5; i++) await ask(other)
        done.push('other')
      }),
    ])
    expect(done.at(-1)).toBe('slow')
    expect(done).toHaveLength(100)
  })
})
