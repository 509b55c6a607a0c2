import { ProtocolError } from '@lab/core'
import { parseErrorEntry } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('parseErrorEntry', () => {
  it.each([
    ['+0,"No error"', 0, 'No error'],
    ['+0, "No error"', 0, 'No error'],
    ['0,"No error"\n', 0, 'No error'],
    ['-113,"Undefined header"', -113, 'Undefined header'],
    ['-222,"Data out of range; value clipped to upper limit"', -222, 'Data out of range; value clipped to upper limit'],
    ['-171,"Invalid expression, ""(@"""', -171, 'Invalid expression, "(@"'],
    ["+735,'it''s initiated'", 735, "it's initiated"],
    ['-100,Command error', -100, 'Command error'],
    ['-100', -100, ''],
    ['+0,""', 0, ''],
  ])('reads %j', (reply, number, text) => {
    expect(parseErrorEntry(reply)).toEqual({ number, text })
  })

  it.each(['', 'No error', '+1.00000000E+00', '"+0"', ',"No error"'])('refuses %j, which is no entry', (reply) => {
    expect(() => parseErrorEntry(reply)).toThrow(ProtocolError)
  })

  it('quotes the reply and shows what was expected', () => {
    expect(() => parseErrorEntry('4.2V')).toThrow('"4.2V"; expected a reply such as +0,"No error"')
  })
})
