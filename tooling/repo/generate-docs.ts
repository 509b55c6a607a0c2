/** Writes the documents that are made from the sources; with `--check` only says which of them are out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from '@lab/core'
import { errorCatalogue, readClasses } from './error-catalogue.ts'
import { root } from './workspace.ts'

const documents: Readonly<Record<string, string>> = {
  'docs/errors.md': errorCatalogue(errorCodes, readClasses()),
}

function isUpToDate([file, text]: readonly [string, string]): boolean {
  const path = join(root, file)
  return existsSync(path) && readFileSync(path, 'utf8') === text
}

const stale = Object.entries(documents).filter((document) => !isUpToDate(document))
if (process.argv.includes('--check')) {
  for (const [file] of stale) console.log(`${file} is out of date: run "npm run docs:generate" and commit it`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [file, text] of stale) writeFileSync(join(root, file), text)
  console.log(stale.length > 0 ? `written: ${stale.map(([file]) => file).join(', ')}` : 'all documents are up to date')
}
