import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { parentPort, threadId } from 'node:worker_threads'
import type { ChainHead } from '@lab/core/integrity'
import { FailureError, isClosingType, serveWriter, type Failure, type WriterWork } from '../../src/thread.ts'
import type { Line, LineOrder } from './line-writer.ts'

/** Writes each batch as one line of a file. The text `full` finds the disk full, `broken` breaks the disk, `crash` ends the thread. */
class LineWork implements WriterWork<readonly Line[], string> {
  readonly #file: string
  readonly #lines: string[] = []

  constructor({ file, first }: LineOrder) {
    this.#file = file
    writeFileSync(file, '')
    this.commit(first, false)
  }

  commit(batch: readonly Line[], closingOnly: boolean): void {
    const wanted = closingOnly ? batch.filter(({ type }) => isClosingType(type)) : batch
    const texts = wanted.map(({ text }) => text)
    if (texts.includes('crash')) throw new RangeError('crash')
    if (texts.includes('broken')) throw new Error('The disk is broken.')
    if (texts.includes('full')) throw new FailureError('full', 'The disk is full.', 'Free some room.')
    if (texts.length > 0) this.#write(texts.join(' '))
  }

  #write(text: string): void {
    this.#lines.push(text)
    appendFileSync(this.#file, `${text}\n`)
  }

  failed(reason: string): void {
    if (reason === 'full') this.#write('(reserve released)')
  }

  head(): ChainHead {
    return { records: this.#lines.length, seq: this.#lines.length, digest: createHash('sha256').update(this.#lines.join('\n')).digest() }
  }

  sign(signatures: readonly { readonly seq: number }[]): void {
    this.#write(`(signed ${signatures.map(({ seq }) => seq).join()})`)
  }

  own(request: string): void {
    if (request === 'broken') throw new Error('It cannot be done.')
    this.#write(request === 'thread' ? `(thread ${threadId})` : `(own ${request})`)
  }

  close(): void {
    this.#write('(closed)')
  }
}

function describe(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  if (error instanceof RangeError) process.exit(1)
  return { reason: 'write', message: error instanceof Error ? error.message : String(error), hint: 'Look at the disk.' }
}

if (parentPort !== null) serveWriter(parentPort, (order) => ({ begin: () => new LineWork(order as LineOrder), describe }))
