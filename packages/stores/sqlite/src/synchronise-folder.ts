import { open } from 'node:fs/promises'

/** Makes the entries of a folder durable. */
export async function synchroniseFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // it has no such thing
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
