import { LimitError, type InstrumentLimits } from '@lab/core'
import { expect } from 'vitest'
import { LimitGuard } from '../../src/guard.ts'
import { supply } from './supply.ts'

/** Channel 1 up to 5 V. */
export const oneLimited: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

interface Start {
  readonly limits?: InstrumentLimits
  readonly selected?: string
  readonly tracking?: boolean
  readonly voltage?: Readonly<Record<number, number>>
  readonly triggered?: Readonly<Record<number, number>>
}

/** A guard that has read an instrument: channel 1 selected, tracking off, levels 0, unless said otherwise. */
export function guardOf(start: Start = {}): LimitGuard {
  const guard = new LimitGuard('psu', start.limits ?? oneLimited, supply)
  guard.learn('selected', undefined, start.selected ?? 'P6V')
  guard.learn('tracking', undefined, start.tracking ?? false)
  for (const channel of [1, 2, 3]) {
    guard.learn('voltage', channel, start.voltage?.[channel] ?? 0)
    guard.learn('triggeredVoltage', channel, start.triggered?.[channel] ?? 0)
  }
  return guard
}

/** Sends messages past the guard; the error of the first one refused. */
export function refusal(guard: LimitGuard, ...messages: readonly string[]): LimitError | undefined {
  for (const message of messages) {
    try {
      guard.commit(guard.check(message))
    } catch (error) {
      if (error instanceof LimitError) return error
      throw error
    }
  }
  return undefined
}

/** The error of the last message; those before it must pass. */
export function expectRefused(guard: LimitGuard, ...messages: readonly string[]): LimitError {
  const before = messages.slice(0, -1)
  expect(refusal(guard, ...before), before.join(' | ')).toBeUndefined()
  const error = refusal(guard, messages[messages.length - 1] ?? '')
  if (error === undefined) throw new Error(`passed: ${messages.join(' | ')}`)
  return error
}
