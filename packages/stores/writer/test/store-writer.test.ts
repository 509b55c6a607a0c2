import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { promisify } from 'node:util'
import { StoreError } from '@lab/core'
import { ed25519Signer } from '@lab/core/integrity'
import { describe, expect, it } from 'vitest'
import { commits, LineWriter, newFile } from './support/line-writer.ts'

async function newWriter(): Promise<{ readonly writer: LineWriter; readonly file: string }> {
  const file = newFile()
  return { writer: await new LineWriter(file).begun(), file }
}

const { privateKey } = generateKeyPairSync('ed25519')
const signer = await ed25519Signer(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())

describe('a writer', () => {
  it('has made its first event durable when it has begun', async () => {
    const { writer, file } = await newWriter()
    expect(commits(file)).toEqual(['opened'])
    await writer.close()
  })

  it('acknowledges an event when it is durable, and not before', async () => {
    const { writer, file } = await newWriter()
    const written = writer.write('a')
    expect(commits(file)).toEqual(['opened'])
    await written
    expect(commits(file)).toEqual(['opened', 'a'])
    await writer.close()
  })

  it('commits together what comes at once, and no more than a batch takes', async () => {
    const { writer, file } = await newWriter()
    await Promise.all([...'abcdefg'].map((text) => writer.write(text)))
    expect(commits(file)).toEqual(['opened', 'a b c d e', 'f g'])
    await writer.close()
  })

  it('collects what comes while the thread is busy', async () => {
    const { writer, file } = await newWriter()
    const first = writer.write('a')
    await Promise.resolve()
    const others = ['b', 'c', 'd'].map((text) => writer.write(text))
    await Promise.all([first, ...others])
    expect(commits(file)).toEqual(['opened', 'a', 'b c d'])
    await writer.close()
  })

  it('begins another batch for an event that does not fit', async () => {
    const { writer, file } = await newWriter()
    await Promise.all([writer.write('a'), writer.write('b', { alone: true }), writer.write('c')])
    expect(commits(file)).toEqual(['opened', 'a', 'b c'])
    await writer.close()
  })

  it('refuses a number that does not rise, and loses nothing by it', async () => {
    const { writer, file } = await newWriter()
    await writer.write('a', { seq: 5 })
    await expect(writer.write('again', { seq: 5 })).rejects.toThrow(`The writer of ${file} was given event 5 after event 5.`)
    await writer.write('b', { seq: 9 })
    await writer.close()
    expect(commits(file)).toEqual(['opened', 'a', 'b', '(closed)'])
  })

  it('writes everything before it closes, and takes nothing afterwards', async () => {
    const { writer, file } = await newWriter()
    const written = writer.write('a')
    await Promise.all([writer.close(), writer.close()])
    await written
    expect(commits(file)).toEqual(['opened', 'a', '(closed)'])
    await expect(writer.write('b')).rejects.toMatchObject({ reason: 'write', message: `The writer of ${file} was closed.` })
    await expect(writer.ask('more')).rejects.toBeInstanceOf(StoreError)
    await writer.ended
  })

  it('does what is asked for in its turn', async () => {
    const { writer, file } = await newWriter()
    await Promise.all([writer.write('a'), writer.ask('thing'), writer.write('b')])
    expect(commits(file)).toEqual(['opened', 'a', '(own thing)', 'b'])
    await expect(writer.ask('broken')).rejects.toMatchObject({ reason: 'write', message: 'It cannot be done.', hint: 'Look at the disk.' })
    await writer.close()
  })

  it('signs the head behind the last event', async () => {
    const { writer, file } = await newWriter()
    const written = writer.write('a')
    await writer.sign(signer)
    await written
    expect(commits(file)).toEqual(['opened', 'a', '(signed 2)'])
    await writer.close()
  })
})

describe('a writer whose disk is full', () => {
  it('still takes the events that close a session, in the room that was kept for them', async () => {
    const { writer, file } = await newWriter()
    const [lost, message] = await Promise.allSettled([writer.write('full'), writer.write('why', { type: 'message' })])
    expect(lost).toMatchObject({ status: 'rejected', reason: { reason: 'full', message: 'The disk is full.', hint: 'Free some room.' } })
    expect(message.status).toBe('fulfilled')
    await expect(writer.write('more')).rejects.toMatchObject({ reason: 'full' })
    await writer.write('end', { type: 'session-closed' })
    await writer.close()
    expect(commits(file)).toEqual(['opened', '(reserve released)', 'why', 'end', '(closed)'])
  })

  it('says so when not even that can be written', async () => {
    const { writer, file } = await newWriter()
    await expect(writer.write('full')).rejects.toMatchObject({ reason: 'full' })
    await expect(writer.write('full', { type: 'session-closed' })).rejects.toMatchObject({ reason: 'full' })
    await writer.close()
    expect(commits(file)).toEqual(['opened', '(reserve released)', '(closed)'])
  })
})

describe('a writer whose disk is broken', () => {
  it('writes nothing any more behind the event that failed', async () => {
    const { writer, file } = await newWriter()
    await expect(writer.write('broken')).rejects.toMatchObject({ reason: 'write', message: 'The disk is broken.' })
    await expect(writer.write('a')).rejects.toMatchObject({ message: 'The disk is broken.' })
    await expect(writer.write('end', { type: 'session-closed' })).rejects.toMatchObject({ message: 'The disk is broken.' })
    await writer.close()
    expect(commits(file)).toEqual(['opened', '(closed)'])
  })

  it('does not begin, and leaves no thread', async () => {
    const writer = new LineWriter(newFile(), 'broken')
    await expect(writer.begun()).rejects.toMatchObject({ message: 'The disk is broken.' })
    await writer.ended
  })

  it('rejects everything that is on its way when its thread ends', async () => {
    const { writer, file } = await newWriter()
    const results = await Promise.allSettled([writer.write('crash'), writer.sign(signer), writer.write('a')])
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { message: `The writer of ${file} has ended.` } })
    await expect(writer.write('b')).rejects.toThrow('has ended')
    await writer.close()
  })
})

describe('a thread', () => {
  it('takes the next session when it is done with one, also when that could not begin', async () => {
    const threads: (string | undefined)[] = []
    for (let session = 0; session < 3; session++) {
      const { writer, file } = await newWriter()
      await writer.ask('thread')
      await writer.close()
      threads.push(commits(file)[1])
      await expect(new LineWriter(newFile(), 'broken').begun()).rejects.toThrow('The disk is broken.')
    }
    expect(threads[0]).toMatch(/^\(thread \d+\)$/)
    expect(new Set(threads).size).toBe(1)
  })

  it('writes one session at a time', async () => {
    const writers = await Promise.all([newWriter(), newWriter(), newWriter(), newWriter()])
    await Promise.all(writers.map(async ({ writer }) => await writer.ask('thread')))
    expect(new Set(writers.map(({ file }) => commits(file)[1])).size).toBe(4)
    await Promise.all(writers.map(async ({ writer }) => await writer.close()))
  })

  it('is not used again after it has ended', async () => {
    const { writer } = await newWriter()
    await expect(writer.write('crash')).rejects.toThrow('has ended')
    await writer.close()
    const next = await newWriter()
    await next.writer.write('a')
    expect(commits(next.file)).toEqual(['opened', 'a'])
    await next.writer.close()
  })
})

describe('a process', () => {
  const run = promisify(execFile)
  const module = JSON.stringify(new URL('./support/line-writer-child.ts', import.meta.url).href)

  it('lives on while an event is on its way, and ends by itself with a writer that was not closed', async () => {
    const file = newFile()
    await run(process.execPath, ['--conditions=lab-source', '--input-type=module', '-e', `(await import(${module})).leave(${JSON.stringify(file)})`])
    expect(commits(file)).toEqual(['opened', 'a'])
  })
})
