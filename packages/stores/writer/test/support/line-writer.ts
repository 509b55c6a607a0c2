import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { BatchOutcome, StoreWriter, type WriterBatch } from '../../src/index.ts'

export interface Line {
  readonly text: string
  readonly type: string
}

export interface LineOrder {
  readonly file: string
  readonly first: readonly Line[]
}

/** A batch is full with five lines. */
export class LineBatch implements WriterBatch<readonly Line[]> {
  readonly lines: Line[] = []
  readonly outcome = new BatchOutcome()

  get isFull(): boolean {
    return this.lines.length >= 5
  }

  message(): readonly Line[] {
    return this.lines
  }
}

/** A store of lines: as little as a store can be. */
export class LineWriter extends StoreWriter<LineBatch, readonly Line[], string> {
  #seq = 1

  constructor(file: string, opened = 'opened') {
    const first = new LineBatch()
    first.lines.push({ text: opened, type: 'session-opened' })
    super({
      sessionId: 's', target: file, thread: new URL('./line-thread.ts', import.meta.url), name: 'lines', youngGenerationMb: 4,
      first, lastSeq: 1, newBatch: () => new LineBatch(), memoryOf: () => [], order: (lines): LineOrder => ({ file, first: lines }),
    })
  }

  async write(text: string, { type = 'recorded', seq = this.#seq + 1, alone = false } = {}): Promise<void> {
    this.#seq = seq
    await this.collect(seq, type, (batch) => { batch.lines.push({ text, type }) }, (batch) => !alone && batch.lines.length > 0)
  }
}

/** The path of a file that goes away with the test. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-store-writer-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'lines')
}

/** What was committed: a line for each batch. */
export function commits(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n')
}
