import { describe, expect, it } from 'vitest'
import { labProgram } from '../src/program.ts'
import { lab, labFolder } from './run-lab.ts'

describe('the command line', () => {
  it('explains exit codes, environment and examples with --help', async () => {
    const { code, stdout } = await lab(await labFolder(), ['--help'])
    expect(stdout).toContain('Exit codes:\n  0  done\n  1  it did not work')
    expect(stdout).toContain('LAB_SIMULATE')
    expect(stdout).toContain('lab export 3f2a --format csv')
    expect(code).toBe(0)
  })

  it('has examples for every command', () => {
    const leaves = labProgram('1.2.3').commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]))
    for (const command of leaves) {
      let help = ''
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
      expect(help, command.name()).toContain('\nExamples:\n  lab ')
    }
  })

  it('prints its version', async () => {
    expect((await lab(await labFolder(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    [['sesions'], "error: unknown command 'sesions'\n(Did you mean sessions?)"],
    [['show'], "error: missing required argument 'id'"],
    [['export', 'abc'], "error: required option '-f, --format <format>' not specified"],
    [['export', 'abc', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are csv, json, ndjson, parquet, arrow, hdf5."],
    [['run', 'a.ts', '--simulat'], "error: unknown option '--simulat'\n(Did you mean --simulate?)"],
    [['idn', 'x', '--timeout', '-1'], 'Expected milliseconds above 0.'],
    [['completion', 'fish'], "'fish' is invalid for argument 'shell'. Allowed choices are bash, zsh."],
  ])('ends with 2 for %j', async (args, message) => {
    const { code, stderr } = await lab(await labFolder(), args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('prints a completion script that bash accepts and that knows every command', async () => {
    const { stdout } = await lab(await labFolder(), ['completion', 'bash'])
    expect(stdout).toContain("local words='run sessions show export query follow attachments snapshot verify convert note tag store bench idn discover usb visa completion --help --version'")
    expect(stdout).toContain("export) words='--store --bench --format --acquisition --output --components --units --header --time --help' ;;")
    expect(stdout).toContain('bench) words=\'check --help\' ;;')
    expect(stdout).toContain("store) words='info backup vacuum upgrade compact --help' ;;")
    expect(stdout).toContain("snapshot) words='diff --store --bench --instrument --json --help' ;;")
  })
})
