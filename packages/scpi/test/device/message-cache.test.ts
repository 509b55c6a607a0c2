import { describe, expect, it } from 'vitest'
import { MessageCache } from '../../src/device/message-cache.ts'

function counting(): { readonly cache: MessageCache; readonly compiled: string[] } {
  const compiled: string[] = []
  const cache = new MessageCache((text) => {
    compiled.push(text)
    return []
  })
  return { cache, compiled }
}

describe('the message cache', () => {
  it('compiles a message twice at most, however often it comes', () => {
    const { cache, compiled } = counting()
    for (let turn = 0; turn < 10; turn += 1) cache.get('VOLT?', false)
    expect(compiled).toEqual(['VOLT?', 'VOLT?'])
    expect(cache.get('VOLT?', false)).toBe(cache.get('VOLT?', false))
  })

  it('keeps a message that is used again and again among thousands of others that come once or twice', () => {
    const { cache, compiled } = counting()
    for (let turn = 0; turn < 5000; turn += 1) {
      cache.get(`VOLT ${turn}`, false)
      cache.get(`VOLT ${turn - 1}`, false)
      cache.get('VOLT?', false)
    }
    expect(compiled.filter((text) => text === 'VOLT?')).toHaveLength(2)
  })

  it('forgets messages that are not used', () => {
    const { cache, compiled } = counting()
    for (const text of ['VOLT?', 'VOLT?']) cache.get(text, false)
    for (let turn = 0; turn < 2000; turn += 1) cache.get(`VOLT ${turn >> 1}`, false)
    cache.get('VOLT?', false)
    expect(compiled.filter((text) => text === 'VOLT?')).toHaveLength(3)
  })

  it('does not keep blocks and long messages', () => {
    const { cache, compiled } = counting()
    for (const text of ['DATA #0a', 'DATA #0a', 'X'.repeat(300), 'X'.repeat(300)]) cache.get(text, true)
    expect(compiled).toHaveLength(4)
  })
})
