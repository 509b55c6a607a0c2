import { once } from 'node:events'
import { unlinkSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { UsageError } from '../command-error.ts'

/** Takes the bytes of an export, one piece after the other. */
export interface ExportSink {
  write(piece: string | Uint8Array): Promise<void>
}

/** Standard output, as fast as the other end takes it. */
export const standardOutput: ExportSink = {
  async write(piece) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
  },
}

/** @throws UsageError where bytes would go to a terminal. */
export function refuseTerminal(format: string): void {
  if (process.stdout.isTTY) throw new UsageError(`${format} is no text for a terminal.`, 'Name a file with -o <file>, or send the output elsewhere.')
}

/** Writes a file piece by piece. It has its name when it is complete, and is not there at all when something fails. */
export async function writeFileWhole(path: string, fill: (sink: ExportSink) => Promise<void>): Promise<void> {
  await replaceFile(path, async (beside) => {
    const file = await open(beside, 'w')
    try {
      await fill({
        async write(piece) {
          const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
          for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten
        },
      })
    } finally {
      await file.close()
    }
  })
}

/** Gives a path beside the file, and renames it to the file when it is complete. What fails or is interrupted leaves nothing. */
export async function replaceFile(path: string, fill: (beside: string) => Promise<void>): Promise<void> {
  // A device or a pipe is written to as it is.
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) return await fill(path)
  const beside = `${path}.${process.pid}.part`
  const stop = removeOnSignal(beside)
  try {
    await fill(beside)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  } finally {
    stop()
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function removeOnSignal(path: string): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    stop()
    try {
      unlinkSync(path)
    } catch {
      // not there yet
    }
    process.kill(process.pid, signal)
  }
  const stop = (): void => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return stop
}
