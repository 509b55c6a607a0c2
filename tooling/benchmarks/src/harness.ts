import { type Statistics, statistics } from './statistics.ts'

/** One thing that is measured, with its preparation done. */
export interface Contender {
  readonly name: string
  /** One round; the figure in the benchmark's unit. Rounds of all contenders take turns, so that drift meets all alike. */
  round(): Promise<number>
}

/** What a figure must reach. */
export interface Wanted {
  readonly text: string
  readonly holds: (outcome: Outcome) => boolean
}

/** A subject against its peers: the bare thing that bounds it. */
export interface Comparison {
  readonly unit: string
  readonly rounds: number
  /** Rounds before those that count. */
  readonly warmup?: number
  readonly subject: Contender
  readonly peers: readonly Contender[]
  readonly wanted?: Wanted
}

/** A benchmark: prepares itself, hands over what to compare, and cleans up. */
export interface Benchmark {
  readonly name: string
  readonly description: string
  run(compare: (comparison: Comparison) => Promise<Outcome>): Promise<void>
}

/** The figures of one contender. */
export interface ContenderResult extends Statistics {
  readonly name: string
  readonly figures: readonly number[]
}

/** A peer, and how the subject stands to it, round by round. */
export interface PeerResult extends ContenderResult {
  /** Subject / peer. */
  readonly ratio: Statistics
}

/** What a comparison gave. */
export interface Outcome {
  readonly unit: string
  readonly subject: ContenderResult
  readonly peers: readonly PeerResult[]
  readonly wanted?: { readonly text: string; readonly holds: boolean }
}

function resultOf(name: string, figures: readonly number[]): ContenderResult {
  return { name, figures, ...statistics(figures) }
}

function peerResult(name: string, figures: readonly number[], subject: readonly number[]): PeerResult {
  const ratios = subject.map((figure, round) => figure / (figures[round] ?? Number.NaN))
  return { ...resultOf(name, figures), ratio: statistics(ratios) }
}

/** One turn of every contender; who begins changes from round to round. */
async function takeTurns(contenders: readonly Contender[], round: number): Promise<readonly number[]> {
  const figures = new Array<number>(contenders.length).fill(Number.NaN)
  for (let turn = 0; turn < contenders.length; turn += 1) {
    const index = (round + turn) % contenders.length
    figures[index] = (await contenders[index]?.round()) ?? Number.NaN
  }
  return figures
}

/** Measures a subject and its peers in interleaved rounds. */
export async function compare(comparison: Comparison): Promise<Outcome> {
  const { subject, peers, rounds, warmup = 1, unit, wanted } = comparison
  const contenders = [subject, ...peers]
  for (let round = 0; round < warmup; round += 1) await takeTurns(contenders, round)
  const turns: (readonly number[])[] = []
  for (let round = 0; round < rounds; round += 1) turns.push(await takeTurns(contenders, round))
  const figuresOf = (index: number): number[] => turns.map((figures) => figures[index] ?? Number.NaN)
  const outcome = {
    unit,
    subject: resultOf(subject.name, figuresOf(0)),
    peers: peers.map((peer, index) => peerResult(peer.name, figuresOf(index + 1), figuresOf(0))),
  }
  return wanted === undefined ? outcome : { ...outcome, wanted: { text: wanted.text, holds: wanted.holds(outcome) } }
}

/** A bound on the median ratio to the first peer. */
export function ratioWanted(bound: 'at most' | 'at least', limit: number): Wanted {
  return {
    text: `ratio ${bound} ${limit}`,
    holds: ({ peers: [first] }) => {
      const ratio = first?.ratio.median ?? Number.NaN
      return bound === 'at most' ? ratio <= limit : ratio >= limit
    },
  }
}

/** A bound on the median of the subject itself. */
export function figureWanted(bound: 'at most' | 'at least', limit: number, unit: string): Wanted {
  return {
    text: `${bound} ${limit.toLocaleString('en')} ${unit}`,
    holds: ({ subject }) => (bound === 'at most' ? subject.median <= limit : subject.median >= limit),
  }
}
