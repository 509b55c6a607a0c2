import { describe, expect, it } from 'vitest'
import { opened, patience, query, text } from './support/opened.ts'

describe('odd control dialogues and notifications', () => {
  it('a device that takes its time to clear itself is waited for', async () => {
    await using one = await opened()
    const { port, connection } = one
    await connection.write(text('CONT:ECHO? stale'))
    let pending = 0
    const start = performance.now()
    port.faults.reply = ({ name }, reply) => {
      if (name !== 'CHECK_CLEAR_STATUS' || performance.now() - start > 1500) return reply
      pending += 1
      return Uint8Array.of(2, 0)
    }
    await connection.clear(patience)
    // Not as fast as it can answer.
    expect(pending).toBeGreaterThan(5)
    expect(pending).toBeLessThan(60)
    expect(await query(connection, 'CONT:ECHO? fresh')).toBe('fresh')
  })

  it('a clear that takes longer than its caller has is given up by the caller, and gone through with', async () => {
    await using one = await opened()
    const { port, connection } = one
    const start = performance.now()
    port.faults.reply = ({ name }, reply) => (name === 'CHECK_CLEAR_STATUS' && performance.now() - start < 700 ? Uint8Array.of(2, 0) : reply)
    await expect(connection.clear({ timeoutMs: 50 })).rejects.toThrow('within 50 ms')
    expect(await query(connection, 'CONT:ECHO? after')).toBe('after')
    expect(performance.now() - start).toBeGreaterThan(690)
  })

  it('notifications of no or one byte are passed over, however many there are', async () => {
    await using one = await opened()
    const { port, connection } = one
    let count = 0
    const read = port.device.read.bind(port.device)
    port.device.read = (endpoint, most) => {
      if (endpoint !== 3 || count === 20) return read(endpoint, most)
      count += 1
      return Uint8Array.of(0x81).subarray(0, count % 2)
    }
    const requests = (await connection.serviceRequests())[Symbol.asyncIterator]()
    // The read that waits already has its answer from before.
    expect(await connection.readStatusByte(patience)).toBe(0)
    await expect.poll(async () => {
      await connection.readStatusByte(patience)
      return count
    }, { timeout: 5000 }).toBe(20)
    await connection.write(text('CONT:SRQ'))
    expect((await requests.next()).value).toBe(0x40)
  })
})
