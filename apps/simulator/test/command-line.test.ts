import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseCommandLine, type SimulatorArguments } from '../src/command-line.ts'

let printed = ''

beforeEach(() => {
  printed = ''
  const keep = (text: string | Uint8Array): boolean => {
    printed += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(keep)
})

afterEach(() => {
  vi.restoreAllMocks()
})

function parsed(...argv: string[]): SimulatorArguments {
  const result = parseCommandLine(argv)
  if ('exitCode' in result) throw new Error(`exit code ${result.exitCode}: ${printed}`)
  return result
}

describe('the command line', () => {
  it('needs only the bench file', () => {
    expect(parsed('bench.yaml')).toEqual({
      file: 'bench.yaml', host: '127.0.0.1', ports: { chosen: new Map(), free: false }, json: false, exitWithStdin: false,
    })
  })

  it('takes every option, --port more than once', () => {
    const result = parsed(
      'b.yaml', '--host', '::1', '--port', 'psu=0', '--port', 'dmm=5026', '--free-ports', '--trace', 't.jsonl', '--json',
      '--exit-with-stdin',
    )
    expect(result).toEqual({
      file: 'b.yaml', host: '::1', ports: { chosen: new Map([['psu', 0], ['dmm', 5026]]), free: true }, trace: 't.jsonl',
      json: true, exitWithStdin: true,
    })
  })

  it('does not remember ports from one call to the next', () => {
    parsed('b.yaml', '--port', 'psu=1')
    expect(parsed('b.yaml').ports.chosen.size).toBe(0)
  })

  it('prints help with every option, the form of the output and examples, and ends with 0', () => {
    expect(parseCommandLine(['--help'])).toEqual({ exitCode: 0 })
    const options = ['--host', '--port <alias=number>', '--free-ports', '--trace', '--json', '--exit-with-stdin']
    for (const part of [...options, 'Examples:']) expect(printed).toContain(part)
  })

  it.each([
    [[], /missing required argument 'bench'/],
    [['b.yaml', '--prot', 'psu=1'], /unknown option '--prot'/],
    [['b.yaml', '--port', 'psu'], /expected alias=number/],
    [['b.yaml', 'c.yaml'], /too many arguments/],
  ])('ends with 2 and says why for %j', (argv, message) => {
    expect(parseCommandLine(argv)).toEqual({ exitCode: 2 })
    expect(printed).toMatch(message)
    expect(printed).toContain('lab-simulator --help')
  })
})
