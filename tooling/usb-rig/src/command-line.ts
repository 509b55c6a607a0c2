import { parseArgs } from 'node:util'

export const help = `usage: npm run usb-rig -- [--timeout SECONDS] [--log] [PROGRAM.ts … | -- COMMAND [ARGUMENT…]]

Boots a small guest with a real Linux USB stack under QEMU, runs tests or a command in it, and ends with their status.

  (nothing)    runs every program of tests: files of test/guest that import node:test
  PROGRAM.ts   runs these programs of tests
  COMMAND      runs this command, for instance: -- sh -c 'lsusb; ls /dev'

  --timeout    switches the guest off after this many seconds, 1 … 3600 (600)
  --log        prints what QEMU and the guest's kernel said
  --help       prints this

The guest sees the files of this machine at the same paths; what it writes is lost. In it, "rig plug acm" and "rig plug ftdi" plug
USB serial adapters in, "rig unplug acm" and "rig unplug ftdi" out. The kernel and what is made of it are kept in
~/.cache/lab-usb-rig, which can be deleted at any time.`

export interface CommandLine {
  readonly help: boolean
  readonly log: boolean
  readonly timeoutMs: number
  /** Programs of tests, or a command; both empty: all programs. */
  readonly programs: readonly string[]
  readonly command: readonly string[]
}

/** @throws Error for an option that there is not, or a time that is none. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      timeout: { type: 'string', default: '600' },
      log: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const seconds = Number(values.timeout)
  if (!(seconds >= 1 && seconds <= 3600)) throw new Error(`--timeout ${values.timeout}: expected seconds, 1 … 3600.`)
  const arePrograms = positionals.every((one) => one.endsWith('.ts'))
  return {
    help: values.help,
    log: values.log,
    timeoutMs: seconds * 1000,
    programs: arePrograms ? positionals : [],
    command: arePrograms ? [] : positionals,
  }
}
