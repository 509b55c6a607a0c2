/**
 * Writes the documents that are made from the sources; with `--check` only says which of them are out of date. Words given besides
 * choose the documents whose path contains one of them: `node tooling/repo/generate-docs.ts edu36311a`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCodes } from '@lab/core'
import { driverPackages, readReference } from './driver-reference.ts'
import { errorCatalogue, readClasses } from './error-catalogue.ts'
import { root } from './workspace.ts'

/** How each document is made; `undefined` where there is nothing to write. */
const documents = new Map<string, () => string | undefined | Promise<string | undefined>>([
  ['docs/errors.md', () => errorCatalogue(errorCodes, readClasses())],
  ...driverPackages().map((one) => [`${one.folder}/docs/reference.md`, () => readReference(one)] as const),
])

function isUpToDate(file: string, text: string): boolean {
  const path = join(root, file)
  return existsSync(path) && readFileSync(path, 'utf8') === text
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const stale = new Map<string, string>()
for (const [file, make] of documents) {
  if (words.length > 0 && !words.some((word) => file.includes(word))) continue
  const text = await make()
  if (text !== undefined && !isUpToDate(file, text)) stale.set(file, text)
}

if (process.argv.includes('--check')) {
  for (const file of stale.keys()) console.log(`${file} is out of date: run "npm run docs:generate" and commit it`)
  process.exitCode = stale.size > 0 ? 1 : 0
} else {
  for (const [file, text] of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  console.log(stale.size > 0 ? `written: ${[...stale.keys()].join(', ')}` : 'all documents are up to date')
}
