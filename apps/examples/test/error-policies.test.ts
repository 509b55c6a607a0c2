import { InstrumentError, type ErrorCheck } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { wires, type Wire } from './fixtures/network-wires.ts'
import { wholeBench } from './fixtures/whole-bench.ts'

const unknown = ':LAB:UNKN 1'

/** Links to all four instruments, whose error queues are read as this says. */
async function openWith(wire: Wire, errorCheck: ErrorCheck) {
  const options = { errorCheck }
  const bench = await wholeBench(wire, { psu: options, awg: options, scope: options, dmm: options })
  const { psu, awg, scope, dmm } = bench
  return { links: [psu.scpi, awg.scpi, scope.scpi, dmm.scpi], [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() }
}

type Links = Awaited<ReturnType<typeof openWith>>['links']

async function assertTold(alias: string, act: Promise<unknown>): Promise<void> {
  const error: unknown = await act.then(() => 'nothing', (reason: unknown) => reason)
  expect(error, alias).toBeInstanceOf(InstrumentError)
  expect(error).toMatchObject({ number: -113, command: unknown, instrument: alias })
}

async function assertQueue(link: Links[number], expected: RegExp): Promise<void> {
  expect(await link.query('SYST:ERR?'), link.alias).toMatch(expected)
}

describe.each(wires.slice(0, 1))('the error queue of each instrument over $name', (wire) => {
  it('is read after everything that is written with \'write\': the command before it is in the error', async () => {
    await using bench = await openWith(wire, 'write')
    for (const link of bench.links) {
      await assertTold(link.alias, link.write(unknown))
      await assertTold(link.alias, link.execute(unknown))
      await assertQueue(link, /^\+?0,/)
    }
  })

  it('is read after operations with \'operation\', and not after a message of one\'s own', async () => {
    await using bench = await openWith(wire, 'operation')
    for (const link of bench.links) {
      await link.write(unknown)
      await assertQueue(link, /^-113,/)
      await assertTold(link.alias, link.execute(unknown))
      await assertQueue(link, /^\+?0,/)
    }
  })

  it('is never read with \'off\': what was refused stays in it', async () => {
    await using bench = await openWith(wire, 'off')
    for (const link of bench.links) {
      await link.write(unknown)
      await link.execute(unknown)
      await assertQueue(link, /^-113,/)
      await assertQueue(link, /^-113,/)
    }
  })
})
