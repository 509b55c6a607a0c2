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

  it('have neither hint nor cause where none is given', () => {
    const error = new TimeoutError('m')
    expect(error.hint).toBeUndefined()
    expect(error).not.toHaveProperty('cause')
    expect(String(error)).toBe('TimeoutError: m')
  })

  it.each([
    ['refused', 'LAB_CONNECTION_REFUSED'], ['lost', 'LAB_CONNECTION_LOST'], ['busy', 'LAB_CONNECTION_BUSY'], ['closed', 'LAB_CONNECTION_CLOSED'],
  ] as const)('of a connection that was %s have the code %s', (reason, code) => {
    expect(new ConnectionError(reason, 'm')).toMatchObject({ reason, code })
  })

  it.each([
    ['state', 'LAB_SESSION_STATE'], ['value', 'LAB_SESSION_VALUE'], ['plan', 'LAB_SESSION_PLAN'], ['interrupted', 'LAB_SESSION_INTERRUPTED'],
    ['unsafe', 'LAB_SESSION_UNSAFE'],
  ] as const)('of a session for its %s have the code %s', (reason, code) => {
    expect(new SessionError(reason, 'm')).toMatchObject({ reason, code })
  })

  it.each([
    ['format', 'LAB_STORE_FORMAT'], ['version', 'LAB_STORE_VERSION'], ['locked', 'LAB_STORE_LOCKED'], ['full', 'LAB_STORE_FULL'],
    ['write', 'LAB_STORE_WRITE'], ['corrupt', 'LAB_STORE_CORRUPT'], ['not-found', 'LAB_STORE_NOT_FOUND'],
  ] as const)('of a store for %s have the code %s', (reason, code) => {
    expect(new StoreError(reason, 'm')).toMatchObject({ reason, code })
  })

  it('of an instrument carry number, text, command and alias', () => {
    const details = { number: -113, text: 'Undefined header', command: 'VOTL 5', instrument: 'psu' }
    expect(new InstrumentError('m', details)).toMatchObject({ ...details, code: 'LAB_INSTRUMENT' })
  })

  it('of a limit carry what was refused, and by what', () => {
    const details = { ...limit, channel: 1, quantity: 'voltage', value: 7, max: 5, command: 'VOLT 7' }
    expect(new LimitError('m', details)).toMatchObject({ details, code: 'LAB_LIMIT' })
  })

  it('of a setting may have the code of who found it', () => {
    expect(new SettingError('m').code).toBe('LAB_SETTING')
    expect(new SettingError('m', { code: 'LAB_BENCH_FILE' }).code).toBe('LAB_BENCH_FILE')
  })

  it('do not show their brand when they are listed or copied', () => {
    expect(Object.keys(new TimeoutError('m')).toSorted()).toEqual(['code', 'hint', 'name'])
    expect({ ...new TimeoutError('m') }).not.toBeInstanceOf(TimeoutError)
  })

  it.each([null, undefined, 1, 'LabError', {}, []])('are not %o', (value) => {
    expect(value instanceof LabError).toBe(false)
  })

  it.each(Object.entries(errorCodes))('%s says what it means and what to do, in sentences', (_code, { meaning, remedy }) => {
    expect(meaning).toMatch(/^[A-Z].*\.$/)
    expect(remedy).toMatch(/^[A-Z].*\.$/)
  })
})
