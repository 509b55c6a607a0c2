import { describe, expect, it } from 'vitest'
import { compare, figureWanted, ratioWanted, type Contender } from '../src/harness.ts'
import { statistics } from '../src/statistics.ts'
import { outcomeTable } from '../src/table.ts'

function contender(name: string, figures: readonly number[], log: string[] = []): Contender {
  let index = 0
  return {
    name,
    round: () => {
      log.push(name)
      return Promise.resolve(figures[index++ % figures.length] ?? Number.NaN)
    },
  }
}

describe('statistics', () => {
  it('gives the median and the distance of the quartiles', () => {
    expect(statistics([5, 1, 3, 2, 4])).toEqual({ median: 3, iqr: 2 })
    expect(statistics([1, 2])).toEqual({ median: 1.5, iqr: 0.5 })
  })

  it('has nothing to say about no figures', () => {
    expect(statistics([]).median).toBeNaN()
  })
})

describe('a comparison', () => {
  it('lets subject and peers take turns, each beginning in its round', async () => {
    const log: string[] = []
    await compare({
      unit: 'µs', rounds: 2, warmup: 0, subject: contender('s', [1], log), peers: [contender('p', [1], log)],
    })
    expect(log).toEqual(['s', 'p', 'p', 's'])
  })

  it('does not count warm-up rounds', async () => {
    const { subject } = await compare({
      unit: 'µs', rounds: 1, warmup: 1, subject: contender('s', [100, 1]), peers: [],
    })
    expect(subject.figures).toEqual([1])
  })

  it('takes the ratio within each round, so that drift common to both cancels', async () => {
    const { peers } = await compare({
      unit: 'µs', rounds: 3, warmup: 0, subject: contender('s', [2, 20, 200]), peers: [contender('p', [1, 10, 100])],
    })
    expect(peers[0]?.ratio).toEqual({ median: 2, iqr: 0 })
  })

  it('says whether what was wanted holds', async () => {
    const run = async (limit: number): Promise<boolean | undefined> => {
      const outcome = await compare({
        unit: 'µs', rounds: 1, subject: contender('s', [2]), peers: [contender('p', [1])],
        wanted: ratioWanted('at most', limit),
      })
      return outcome.wanted?.holds
    }
    expect(await run(2)).toBe(true)
    expect(await run(1.9)).toBe(false)
  })

  it('takes a figure that is not a number for one that does not hold', async () => {
    const { wanted } = await compare({
      unit: 'points/s', rounds: 1, subject: contender('s', [Number.NaN]), peers: [],
      wanted: figureWanted('at least', 50_000, 'points/s'),
    })
    expect(wanted).toEqual({ text: 'at least 50,000 points/s', holds: false })
  })

  it('prints a table with units, ratio and verdict', async () => {
    const outcome = await compare({
      unit: 'µs', rounds: 1, subject: contender('whole stack', [1234.5]), peers: [contender('bare socket', [1000])],
      wanted: ratioWanted('at most', 1.3),
    })
    const text = outcomeTable(outcome)
    for (const part of ['whole stack', '1,235 ± 0 µs', 'bare socket', '1.235 ± 0', 'ratio at most 1.3: holds']) expect(text).toContain(part)
  })
})
