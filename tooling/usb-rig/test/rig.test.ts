import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../src/command-line.ts'
import { decodeResult, encodeResult } from '../src/guest-result.ts'
import { jobScript } from '../src/job-script.ts'
import { machineArguments } from '../src/machine.ts'
import { programFile, whatIsMissing } from '../src/missing.ts'
import { guestPrograms } from '../src/programs.ts'
import { runFolder } from '../src/run-folders.ts'

describe('command line', () => {
  it('takes files of TypeScript for programs of tests, anything else for a command', () => {
    expect(readCommandLine(['a.ts', 'b.ts'])).toMatchObject({ programs: ['a.ts', 'b.ts'], command: [] })
    expect(readCommandLine(['--', 'node', 'a.ts'])).toMatchObject({ programs: [], command: ['node', 'a.ts'] })
    expect(readCommandLine([])).toMatchObject({ programs: [], command: [], timeoutMs: 600_000 })
  })

  it('refuses a time that is none, and options that there are not', () => {
    for (const time of ['0', 'soon', '', '3601', 'NaN']) expect(() => readCommandLine(['--timeout', time])).toThrow(/expected seconds/u)
    expect(() => readCommandLine(['--speed', '3'])).toThrow(/speed/u)
  })
})

describe('results of the guest', () => {
  it('are found between the lines of programs', () => {
    const result = { names: ['suite', 'a test: "quoted"\nline'], outcome: 'failed', durationMs: 1.5, message: 'a\nb' } as const
    const line = encodeResult(result)
    expect(line).not.toContain('\n')
    expect(decodeResult(line)).toEqual(result)
    expect(decodeResult(`${line} `.slice(1))).toBeUndefined()
    expect(decodeResult('ok 1 - a test')).toBeUndefined()
  })
})

describe('job', () => {
  it('quotes what a shell would change', () => {
    const script = jobScript(['echo', "it's", '$HOME', 'a b'], { folder: '/a folder' })
    expect(script).toContain("cd '/a folder' || exit 1\n")
    expect(script).toContain("'echo' 'it'\\''s' '$HOME' 'a b'\n")
  })

  it('runs TypeScript from sources', () => {
    expect(jobScript(['true'], { folder: '/' })).toContain("export NODE_OPTIONS='--conditions=lab-source'\n")
  })
})

describe('machine', () => {
  it('gives the guest the files of its host, but not to write', () => {
    const parameters = machineArguments({ image: 'image', initramfs: 'cpio', share: '/share', job: 'job-1', folder: '/run' })
    const shares = parameters.filter((_, index) => parameters[index - 1] === '-virtfs')
    expect(shares).toEqual([
      'local,path=/,mount_tag=root,security_model=none,multidevs=remap,readonly=on',
      'local,path=/share,mount_tag=rig,security_model=none,multidevs=remap',
    ])
    expect(parameters.find((one) => one.includes('rdinit'))).toMatch(/ rig\.job=job-1$/u)
  })
})

describe('the folder of a run', () => {
  it('is a new one, and what a run left whose process is gone is removed', async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'rig-test-'))
    try {
      // Linux gives no process a number as high.
      for (const name of ['run-99999999-abc', `run-${process.pid}-abc`, 'run-abc', 'other-99999999-abc']) mkdirSync(path.join(parent, name))
      const folder = await runFolder(parent, 'run')
      const kept = [`run-${process.pid}-abc`, 'run-abc', 'other-99999999-abc', path.basename(folder)]
      expect(readdirSync(parent).sort()).toEqual(kept.sort())
    } finally {
      rmSync(parent, { recursive: true })
    }
  })
})

describe('what is missing', () => {
  it('finds programs in the folders of the superuser, and files by their path', () => {
    expect(programFile('sh')).toMatch(/\/sh$/u)
    expect(programFile('/etc/passwd')).toBe('/etc/passwd')
    expect(programFile('no-such-program')).toBeUndefined()
  })

  it('does not ask for apt where a kernel is there', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rig-test-'))
    try {
      mkdirSync(path.join(folder, 'linux-image.unpacked'))
      expect(whatIsMissing(folder).filter((text) => text.includes('apt-get'))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('programs for the guest', () => {
  it('are the files of test/guest that declare tests, and not their helpers', () => {
    const programs = guestPrograms()
    expect(programs).toContain('packages/transports/usbtmc/test/guest/host-kernel.ts')
    expect(programs).not.toContain('packages/transports/usbtmc/test/guest/device-process.ts')
    expect(programs.filter((program) => program.includes('node_modules'))).toEqual([])
  })
})
