import { SettingError } from '@lab/core'
import { formatChannelList, parseChannelList } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('parseChannelList', () => {
  it.each([
    ['(@1)', [1]],
    ['(@1,3:5)', [1, 3, 4, 5]],
    ['(@ 1 , 2 )', [1, 2]],
    [' ( @1 ) ', [1]],
    ['(@3:1)', [3, 2, 1]],
    ['(@2,2,1)', [2, 2, 1]],
    ['(@1:1)', [1]],
    ['(@101 : 103)', [101, 102, 103]],
  ])('reads %j in the order written', (text, channels) => {
    expect(parseChannelList(text)).toEqual(channels)
  })

  it.each([
    '', '1', '@1', '(1)', '(@)', '(@,)', '(@1,)', '(@1:)', '(@a)', '(@1.5)', '(@-1)', '(@1!2)', '((@1))', '(@1', '(@1:2:3)',
  ])(
    'refuses %j', (text) => {
      expect(() => parseChannelList(text)).toThrow(SettingError)
    })

  it('refuses a list that would not fit the memory', () => {
    expect(() => parseChannelList('(@1:999999999)')).toThrow('is not a channel list')
  })

  it('reads back what was written', () => {
    fc.assert(fc.property(fc.array(fc.nat(999), { minLength: 1, maxLength: 50 }), (channels) => {
      expect(parseChannelList(formatChannelList(channels))).toEqual(channels)
    }))
  })

  it('reads a range as all numbers between its ends', () => {
    fc.assert(fc.property(fc.nat(500), fc.nat(500), (from, to) => {
      const channels = parseChannelList(`(@${from}:${to})`)
      expect([channels[0], channels.at(-1), channels.length]).toEqual([from, to, Math.abs(to - from) + 1])
    }))
  })
})
