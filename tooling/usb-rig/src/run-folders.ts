import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/** Makes a folder for one run, in another. What a process that was killed has left there is removed first. */
export async function runFolder(parent: string, prefix: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  const left = (await readdir(parent)).filter((name) => {
    const [, pid] = new RegExp(`^${prefix}-(\\d+)-`, 'u').exec(name) ?? []
    return pid !== undefined && !existsSync(`/proc/${pid}`)
  })
  for (const name of left) await rm(path.join(parent, name), { recursive: true, force: true })
  return await mkdtemp(path.join(parent, `${prefix}-${process.pid}-`))
}
