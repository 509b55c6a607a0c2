import { describe, expect, it } from 'vitest'
import { StoreError, type EventBody } from '../src/index.ts'
import { EventLog } from '../src/session/event-log.ts'
import { failureOf } from './fixtures.ts'
import { HeldWriter } from './held-store.ts'
import { ManualClock } from './manual-clock.ts'

const note: EventBody = { type: 'message', level: 'info', text: 'n' }
const full = new StoreError('full', 'The disk is full.')

function setUp(shared: boolean, firstSeq = 1) {
  const writer = new HeldWriter(shared)
  const clock = new ManualClock()
  const log = new EventLog(writer, clock, firstSeq)
  const addPoints = (count: number): void => {
    for (let index = 0; index < count; index++) log.appendPoint('a', index, [index], undefined)
  }
  return { writer, clock, log, addPoints }
}

/** Lets every promise that has settled be heard. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe.each([['shares one promise per commit', true], ['gives each event a promise', false]])('the event log over a writer that %s', (_what, shared) => {
  it('numbers events and points in one row, after the one that opened the session', () => {
    const { writer, log, addPoints } = setUp(shared, 1)
    void log.append(note)
    addPoints(2)
    void log.append(note)
    expect(writer.offered.map(({ seq, type }) => [seq, type])).toEqual([[2, 'message'], [3, 'point'], [4, 'point'], [5, 'message']])
  })

  it('stamps each event with both times of the clock', () => {
    const { writer, clock, log, addPoints } = setUp(shared)
    clock.timeMs = 12.5
    void log.append(note)
    clock.timeMs = 13
    addPoints(1)
    expect(writer.offered).toMatchObject([
      { timeMs: 1_700_000_000_012.5, monotonicMs: 12.5 }, { timeMs: 1_700_000_000_013, monotonicMs: 13 },
    ])
  })

  it('does not acknowledge a point before the writer has', async () => {
    const { writer, log, addPoints } = setUp(shared)
    addPoints(3)
    await settled()
    expect([log.points, log.acknowledgedPoints]).toEqual([3, 0])
    writer.commit()
    await settled()
    expect(log.acknowledgedPoints).toBe(3)
  })

  it('tells of each commit what had been measured by then', async () => {
    const { writer, log, addPoints } = setUp(shared)
    const heard: number[] = []
    log.onAcknowledged = () => heard.push(log.acknowledgedPoints)
    addPoints(2)
    writer.commit()
    addPoints(3)
    await settled()
    expect(heard.at(-1)).toBe(2)
    writer.commit()
    await settled()
    expect(heard.at(-1)).toBe(5)
    expect(heard.toSorted((a, b) => a - b)).toEqual(heard)
  })

  it('resolves an appended event only when it is durable', async () => {
    const { writer, log } = setUp(shared)
    const order: string[] = []
    const durable = log.append(note).then(() => order.push('durable'))
    await settled()
    order.push('commit')
    writer.commit()
    await durable
    expect(order).toEqual(['commit', 'durable'])
  })

  it('is crowded when more than 1024 events wait, and no longer when they are durable', async () => {
    const { writer, log, addPoints } = setUp(shared)
    addPoints(1024)
    expect(log.isCrowded).toBe(false)
    addPoints(1)
    expect(log.isCrowded).toBe(true)
    const room = log.room()
    writer.commit()
    await room
    await settled()
    expect(log.isCrowded).toBe(false)
  })

  it('keeps the first failure, tells of it, and refuses to flush', async () => {
    const { writer, log, addPoints } = setUp(shared)
    let calls = 0
    log.onAcknowledged = () => calls++
    addPoints(1)
    writer.fail(full)
    await settled()
    addPoints(1)
    writer.fail(new StoreError('write', 'later'))
    await settled()
    expect(log.failure).toBe(full)
    expect(calls).toBe(2)
    expect(log.acknowledgedPoints).toBe(0)
    expect(await failureOf(log.flush())).toBeInstanceOf(StoreError)
  })

  it('refuses to flush after a failure, although later events were taken', async () => {
    const { writer, log, addPoints } = setUp(shared)
    addPoints(1)
    writer.fail(full)
    void log.append(note)
    writer.commit()
    expect(await failureOf(log.flush())).toBe(full)
  })

  it('rejects the refused event itself', async () => {
    const { writer, log } = setUp(shared)
    const refused = failureOf(log.append(note))
    writer.fail(full)
    expect(await refused).toBe(full)
  })

  it('does not flush while something waits', async () => {
    const { writer, log, addPoints } = setUp(shared)
    addPoints(2)
    let flushed = false
    const flush = log.flush().then(() => (flushed = true))
    await settled()
    expect(flushed).toBe(false)
    writer.commit()
    await flush
    expect(log.acknowledgedPoints).toBe(2)
  })

  it('shows every event to the one who watches, as it is offered', () => {
    const { writer, log, addPoints } = setUp(shared)
    const seen: unknown[] = []
    log.onEvent = (event) => seen.push(event)
    void log.append(note)
    addPoints(1)
    expect(seen).toEqual(writer.offered)
  })
})

describe('the event log', () => {
  it('leaves the details of a point out where there are none', () => {
    const { writer, log } = setUp(true)
    log.appendPoint('a', 0, [1], undefined)
    log.appendPoint('a', 1, [2], [{ timeMs: 1 }])
    expect(writer.offered[0]).not.toHaveProperty('details')
    expect(writer.offered[1]).toMatchObject({ details: [{ timeMs: 1 }] })
  })

  it('has nothing to flush before the first event', async () => {
    await expect(setUp(true).log.flush()).resolves.toBeUndefined()
  })

  it('closes its writer', async () => {
    const { writer, log } = setUp(true)
    await log.close()
    expect(writer.closed).toBe(1)
  })
})
