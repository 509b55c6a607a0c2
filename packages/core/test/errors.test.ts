import { describe, expect, it } from 'vitest'
import {
  ConnectionError, errorCodes, IdentityError, InstrumentError, LabError, LimitError, ProtocolError, ResourceNameError, SessionError,
  SettingError, StoreError, TimeoutError, UnsupportedError,
} from '../src/index.ts'

const limit = { source: 'bench.yaml', instrument: 'psu' }
const examples = [
  new ResourceNameError('m'), new ConnectionError('lost', 'm'), new TimeoutError('m'), new ProtocolError('m'),
  new InstrumentError('m', { number: -113, text: 'Undefined header' }), new SettingError('m'), new LimitError('m', limit),
  new IdentityError('m'), new UnsupportedError('m'), new SessionError('state', 'm'), new StoreError('full', 'm'),
]

describe('errors', () => {
  it.each(examples)('$name is a LabError with a documented code', (error) => {
    expect(error).toBeInstanceOf(LabError)
    expect(error).toBeInstanceOf(Error)
    expect(Object.keys(errorCodes)).toContain(error.code)
  })

  it('are told apart by class', () => {
    expect(new TimeoutError('m')).not.toBeInstanceOf(ConnectionError)
    expect(new Error('m')).not.toBeInstanceOf(LabError)
    expect(new ConnectionError('lost', 'm')).toMatchObject({ code: 'LAB_CONNECTION_LOST', reason: 'lost', name: 'ConnectionError' })
  })

  it('of another installed copy are instances all the same', async () => {
    const copy: typeof import('../src/errors.ts') = await import(/* @vite-ignore */ `${new URL('../src/errors.ts', import.meta.url).href}?copy`)
    expect(copy.TimeoutError).not.toBe(TimeoutError)
    const foreign = new copy.TimeoutError('m')
    expect(foreign).toBeInstanceOf(TimeoutError)
    expect(foreign).toBeInstanceOf(LabError)
    expect(foreign).not.toBeInstanceOf(StoreError)
  })

  it('keep an own subclass apart from its base', () => {
    class Mine extends TimeoutError {}
    expect(new Mine('m')).toBeInstanceOf(TimeoutError)
    expect(new TimeoutError('m')).not.toBeInstanceOf(Mine)
    expect(new Mine('m')).toBeInstanceOf(Mine)
  })

  it('carry hint and cause', () => {
    const cause = new Error('inner')
    expect(new StoreError('full', 'm', { hint: 'free space', cause })).toMatchObject({ hint: 'free space', cause })
    expect(new LimitError('m', { ...limit, unknown: true }).code).toBe('LAB_LIMIT_UNKNOWN')
  })
})
