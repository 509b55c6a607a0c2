import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fixtureLibrary } from '@lab/visa-fixture'
import { describe, expect, it } from 'vitest'

const program = `
  import { visa } from '@lab/transport-visa'
  const found = []
  for await (const one of visa({ library: process.argv[1] }).discover({ timeoutMs: 10_000 })) found.push(one)
  console.log('searched')`

describe('the threads of VISA', () => {
  it.each([
    ['a module of the command line', ['--conditions=lab-source', '--input-type=module']],
    ['conditions in two words', ['-C', 'lab-source', '--input-type', 'module']],
    ['a title and a limit of memory', ['--conditions=lab-source', '--title=bench', '--max-old-space-size=200', '--input-type=module']],
  ])('start in a program that was started with %s', async (_, options) => {
    const env = { ...process.env, NODE_OPTIONS: '' }
    const argv = [...options, '-e', program, fixtureLibrary()]
    const child = spawn(process.execPath, argv, { cwd: path.join(import.meta.dirname, '..'), env, timeout: 30_000 })
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    expect({ output, errors }).toEqual({ output: 'searched\n', errors: '' })
  })
})
