/** Compiles and runs the programs of README and docs: every block marked `ts runnable`, on the simulated bench. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkedBlocks, type MarkdownBlock } from './markdown-examples.ts'
import { runCommand, type CommandResult } from './run-command.ts'
import { filesBelow, root } from './workspace.ts'

/** Beside the examples, so that the programs find the same packages; not under `node_modules`, where Node strips no types. */
const folder = 'apps/examples/.runnable'

interface Program {
  readonly document: string
  readonly line: number
  readonly folder: string
}

function lay(document: string, blocks: readonly MarkdownBlock[]): Program[] {
  const files = blocks.filter(({ file }) => file !== undefined)
  return blocks.filter(({ file }) => file === undefined).map(({ line, code }) => {
    const place = join(folder, `${document.replace(/\W+/gu, '-')}-${line}`)
    mkdirSync(join(root, place), { recursive: true })
    for (const block of files) writeFileSync(join(root, place, block.file ?? ''), block.code)
    // Blank lines in front keep the line numbers of the document in every message.
    writeFileSync(join(root, place, 'program.ts'), `${'\n'.repeat(line - 1)}${code}\nexport {}\n`)
    return { document, line, folder: place }
  })
}

function print(what: string, { code, output }: CommandResult): boolean {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${what}`)
  if (code !== 0) console.log(output.trimEnd().replaceAll(/^/gmu, '         '))
  return code === 0
}

async function compile(): Promise<boolean> {
  const config = { extends: '../../../tooling/tsconfig/node.json', compilerOptions: { noUnusedLocals: false }, include: ['**/*.ts'] }
  writeFileSync(join(root, folder, 'tsconfig.json'), JSON.stringify(config))
  return print('they compile', await runCommand('tsc', ['--noEmit', '-p', folder]))
}

async function run(program: Program): Promise<boolean> {
  const env = { ...process.env, LAB_SIMULATE: '1' }
  return print(`${program.document}:${program.line} runs`, await runCommand('node', ['program.ts'], { cwd: join(root, program.folder), env }))
}

async function main(): Promise<boolean> {
  const documents = filesBelow('.', ['.md']).filter((file) => !file.startsWith('.changeset/'))
  const programs = documents.flatMap((document) => {
    return lay(document, checkedBlocks(readFileSync(join(root, document), 'utf8')))
  })
  console.log(`${programs.length} programs in ${documents.length} documents`)
  if (programs.length === 0) return true
  let passed = await compile()
  for (const program of programs) passed = (await run(program)) && passed
  return passed
}

try {
  process.exitCode = (await main()) ? 0 : 1
} finally {
  rmSync(join(root, folder), { recursive: true, force: true })
}
