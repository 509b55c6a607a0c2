import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** This package, whose development dependencies hold every driver, transport and store. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url))

/** A temporary folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lab-bench-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a bench file into a temporary folder. */
export async function benchFile(text: string, name = 'bench.yaml'): Promise<string> {
  const file = path.join(await temporaryFolder(), name)
  await writeFile(file, text)
  return file
}

/** Puts a package with a `lab` field into the `node_modules` of a folder. */
export async function installPackage(folder: string, name: string, lab: unknown, source: string): Promise<void> {
  const target = path.join(folder, 'node_modules', name)
  await mkdir(target, { recursive: true })
  const manifest = { name, type: 'module', exports: { '.': './index.js' }, lab }
  await writeFile(path.join(target, 'package.json'), JSON.stringify(manifest))
  await writeFile(path.join(target, 'index.js'), source)
}

/** What a promise rejects with; the test fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly code?: string; readonly hint?: string }> {
  const outcome = await promise.then(() => new Error('it was resolved'), (error: unknown) => error)
  if (!(outcome instanceof Error) || outcome.message === 'it was resolved') {
    throw new Error(`Expected an error, got ${String(outcome)}`)
  }
  return outcome
}
