import { IdentityError, ProtocolError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { checkIdentity, isModel, parseIdentity } from '../src/identity.ts'

describe('an identity', () => {
  it('has four fields, spaces around them or not', () => {
    expect(parseIdentity('Keysight Technologies, EDU36311A ,CN61130056,K-01.08.03-01.00')).toEqual({
      manufacturer: 'Keysight Technologies', model: 'EDU36311A', serial: 'CN61130056', firmware: 'K-01.08.03-01.00',
    })
  })

  it.each(['', 'a,b,c', 'a,b,c,d,e', '+0,"No error"'])('is not %j', (reply) => {
    expect(() => parseIdentity(reply, 'psu')).toThrow(ProtocolError)
    expect(() => parseIdentity(reply, 'psu')).toThrow(/psu answered "\*IDN\?"/)
  })

  it('is compared without letter case, spaces and hyphens', () => {
    expect(isModel('EDU 36311-a', ['EDU36311A'])).toBe(true)
    expect(isModel('EDU36312A', ['EDU36311A', 'EDU36313A'])).toBe(false)
  })

  const identity = { manufacturer: 'ACME', model: 'PS3', serial: 'X1', firmware: '1' }
  const expected = { alias: 'psu', driver: 'acme/PS3', models: ['PS3'] }

  it('passes when model and serial are those expected', () => {
    expect(() => checkIdentity(identity, { ...expected, serial: 'X1' })).not.toThrow()
    expect(() => checkIdentity(identity, expected)).not.toThrow()
  })

  it('is refused for another model or serial, naming both', () => {
    expect(() => checkIdentity(identity, { ...expected, models: ['PS4'] })).toThrow(IdentityError)
    expect(() => checkIdentity(identity, { ...expected, models: ['PS4'] })).toThrow(/psu: ACME PS3 .*acme\/PS3 serves PS4/)
    expect(() => checkIdentity(identity, { ...expected, serial: 'X2' })).toThrow(/serial X1 answered; serial X2 was expected/)
  })
})
