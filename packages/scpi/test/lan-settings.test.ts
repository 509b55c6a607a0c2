import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { isHostName, isIpv4Address, lanDeclarations } from '../src/lan-settings.ts'

describe('LAN declarations', () => {
  it('are actions, which no snapshot holds and no restore writes', () => {
    expect(Object.values(defineCommands(lanDeclarations).declarations).map(({ kind }) => kind)).toEqual(
      Object.values(lanDeclarations).map(() => 'action'))
  })

  it.each(['192.168.10.1', '0.0.0.0', '255.255.255.255'])('%s is an address', (text) => expect(isIpv4Address(text)).toBe(true))
  it.each(['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.04', '1.2.3.-4', '1.2.3.4 ', 'a.b.c.d'])(
    '%j is no address', (text) => expect(isIpv4Address(text)).toBe(false))
  it.each(['K-36311A-30056', 'a', '0', 'x'.repeat(15)])('%s is a host name', (text) => expect(isHostName(text)).toBe(true))
  it.each(['', '-a', 'a-', 'a b', 'a.b', 'x'.repeat(16), 'a"b'])(
    '%j is no host name', (text) => expect(isHostName(text)).toBe(false),
  )
})
