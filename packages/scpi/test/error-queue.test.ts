import { ProtocolError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { instrumentError, readErrorQueue } from '../src/error-queue.ts'

function answering(...replies: string[]): (message: string) => Promise<string> {
  return (message) => Promise.resolve(message === 'SYST:ERR?' ? replies.shift() ?? '0,"No error"' : '')
}

describe('an error queue', () => {
  it('is read until it is empty, oldest entry first', async () => {
    expect(await readErrorQueue(answering('-113,"Undefined header"', '+735, "Cannot change"', '+0,"No error"',
      '-1,"left"'))).toEqual([
      { number: -113, text: 'Undefined header' }, { number: 735, text: 'Cannot change' },
    ])
  })

  it('is not read for ever when it never gets empty', async () => {
    let asked = 0
    const entries = await readErrorQueue(() => Promise.resolve(`-350,"Queue overflow ${asked += 1}"`))
    expect(entries.length).toBe(asked)
    expect(asked).toBe(100)
  })

  it('does not take another reply for an entry', async () => {
    await expect(readErrorQueue(answering('hello'))).rejects.toBeInstanceOf(ProtocolError)
  })

  it('makes no error of no entries', () => {
    expect(instrumentError('psu', [], 'VOLT 1')).toBeUndefined()
  })

  it('makes an error of the first entry and keeps the others', () => {
    const others = [{ number: -222, text: 'Data out of range' }]
    const error = instrumentError('psu', [{ number: -113, text: 'Undefined header' }, ...others], 'VOLTA 1')
    expect(error).toMatchObject({ number: -113, text: 'Undefined header', command: 'VOLTA 1', instrument: 'psu', cause: others })
    expect(error?.message).toBe('psu reports -113 "Undefined header" after "VOLTA 1"; also -222 "Data out of range".')
  })
})
