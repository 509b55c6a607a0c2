import type { Turns } from './turns.ts'

interface Numbered {
  readonly seq: number
}

type Pieces<T> = AsyncGenerator<Iterable<T>, void, undefined>

/** A stream of records that is opened piece by piece. */
class Stream<T extends Numbered> {
  readonly #pieces: Pieces<T>
  #rows: Iterator<T, unknown> | undefined
  next: T | undefined

  constructor(pieces: Pieces<T>) {
    this.#pieces = pieces
  }

  /** Goes to the next record of the piece at hand; false at its end. */
  step(): boolean {
    const next = this.#rows?.next()
    this.next = next === undefined || next.done === true ? undefined : next.value
    return this.next !== undefined
  }

  /** Goes on with the next piece that has a record; false at the end. */
  async open(): Promise<boolean> {
    for (;;) {
      const piece = await this.#pieces.next()
      if (piece.done === true) return false
      this.#rows = piece.value[Symbol.iterator]()
      if (this.step()) return true
    }
  }
}

const recordsBetweenTurns = 64

/** Several streams in the order of their `seq` as one, in turns with others. */
export async function* merged<T extends Numbered>(pieces: readonly Pieces<T>[], turns: Turns): AsyncGenerator<T, void, undefined> {
  const open: Stream<T>[] = []
  for (const one of pieces) {
    const stream = new Stream(one)
    if (await stream.open()) open.push(stream)
  }
  for (let count = 1; open.length > 0; count++) {
    const least = open.reduce((first, stream) => seqOf(stream) < seqOf(first) ? stream : first)
    if (least.next !== undefined) yield least.next
    if (count % recordsBetweenTurns === 0) await turns.pause()
    if (!least.step() && !(await least.open())) open.splice(open.indexOf(least), 1)
  }
}

function seqOf({ next }: Stream<Numbered>): number {
  return next?.seq ?? Infinity
}
