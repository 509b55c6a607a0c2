import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { shareFolder } from './folders.ts'
import { root } from './programs.ts'

/** What programs of tests start themselves, from the root: modules of threads and processes of their own. */
const modules = [
  'packages/transports/usbtmc/src/usb-thread.ts',
  'packages/transports/usbtmc/test/guest/device-process.ts',
  'tooling/usb-rig/guest/reporter.ts',
]

/** Commands that they run, here with nothing to do. Their input ends at once. */
const commands = [
  ['apps/cli/src/lab.ts', 'usb', '--json'],
  ['apps/simulator/src/lab-simulator.ts', 'apps/examples/bench.yaml', '--usb', '--free-ports', '--json', '--exit-with-stdin'],
  ['tooling/usb-rig/guest/run-programs.ts'],
]

/** Imports modules. Tests are declared to nobody. */
const importAll = `
  import { registerHooks } from 'node:module'
  import { pathToFileURL } from 'node:url'
  const names = ['after', 'afterEach', 'before', 'beforeEach', 'describe', 'it', 'run', 'suite', 'test']
  const nobody = 'data:text/javascript,' + names.map((name) => 'export const ' + name + ' = () => undefined').join(';')
  registerHooks({ resolve: (name, context, next) => name === 'node:test' ? { url: nobody, shortCircuit: true } : next(name, context) })
  for (const file of process.argv.slice(1)) await import(pathToFileURL(file).href).catch(() => undefined)
  process.exit()
`

/**
 * Has this machine's Node compile what the guest will run, and keep it where the guest's looks: here it takes seconds, in the guest a
 * minute and more. Nothing depends on it: what cannot be run here is compiled there.
 */
export async function warmUp(programs: readonly string[]): Promise<void> {
  const imported = ['--input-type=module', '-e', importAll, ...[...modules, ...programs].map((file) => path.join(root, file))]
  await Promise.all([imported, ...commands].map(runHere))
}

async function runHere(argv: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: 'ignore',
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: '--conditions=lab-source', NODE_COMPILE_CACHE: path.join(shareFolder, 'compiled') },
  })
  await once(child, 'close')
}
