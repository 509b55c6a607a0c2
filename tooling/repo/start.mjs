/**
 * Runs one of the repository's commands with the repository's own tools: `node tooling/repo/start.mjs test`.
 * Plain JavaScript without dependencies: it is what runs on a machine that has only npm and some Node from 20 on.
 * It installs what is missing, then hands over to the Node version that the lockfile pins.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const stampFile = join(root, 'node_modules', '.lab-install-stamp')

/** What each command runs; arguments of the caller come behind. */
const commands = {
  demo: ['node', 'apps/examples/demo.ts'],
  lab: ['node', join(root, 'apps', 'cli', 'src', 'lab.ts')],
  test: ['node', 'tooling/repo/run-tests.ts'],
  bench: ['node', '--expose-gc', 'tooling/benchmarks/src/main.ts'],
  check: ['node', 'tooling/repo/check.ts'],
  examples: ['node', 'tooling/repo/run-examples.ts'],
  'usb-rig': ['node', 'tooling/usb-rig/main.ts'],
  docs: ['node', 'tooling/repo/generate-docs.ts'],
  build: ['turbo', 'run', 'build', '--output-logs=errors-only'],
  typecheck: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'],
  // The types of every package at once need more memory than Node takes by itself.
  lint: [
    'node', '--max-old-space-size=8192', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0',
    '--cache', '--cache-location=node_modules/.cache/eslint/',
  ],
}

/** Every manifest of the workspace: pnpm may have to run again when one of them changes. */
function manifests() {
  const found = []
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== 'node_modules') visit(join(folder, entry.name))
      else if (entry.name === 'package.json') found.push(join(folder, entry.name))
    }
  }
  for (const folder of ['packages', 'apps', 'tooling']) visit(folder)
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...found.sort()]
}

function installStamp() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of manifests()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function pinnedPnpm() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
}

function installIfNeeded() {
  const stamp = installStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const pnpm = pinnedPnpm()
  console.error(`Installing dependencies with ${pnpm} (only when manifests or the lockfile have changed) …`)
  // CI=true keeps pnpm from asking questions.
  const install = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, CI: 'true' },
    shell: process.platform === 'win32',
  })
  if (install.error !== undefined) fail(`npx could not be started: ${install.error.message}`)
  if (install.status !== 0) fail('The installation failed; its message is above.')
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** Folder of the Node that the lockfile pins for this platform, if there is one. */
function bundledNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin')
  return existsSync(join(folder, process.platform === 'win32' ? 'node.exe' : 'node')) ? folder : undefined
}

function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26
}

function environment() {
  const bundled = bundledNode()
  if (bundled === undefined && !isSupported(process.versions.node)) {
    fail(`This platform has no bundled Node, and Node ${process.versions.node} is not supported. Use ^22.18, ^24.11 or >=26.`)
  }
  const folders = [...(bundled === undefined ? [] : [bundled]), join(root, 'node_modules', '.bin'), process.env.PATH]
  const conditions = '--conditions=lab-source'
  const options = process.env.NODE_OPTIONS ?? ''
  return {
    ...process.env,
    PATH: folders.join(delimiter),
    NODE_OPTIONS: options.includes(conditions) ? options : `${options} ${conditions}`.trim(),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  }
}

/** Runs the command in the foreground; exit code and signals pass through in both directions. */
function run([program, ...args], env, cwd) {
  const child = spawn(program, args, { cwd, stdio: 'inherit', env, shell: process.platform === 'win32' })
  // A terminal sends Ctrl-C to the child as well; sending it on would make it two.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${program} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0))
  })
}

const [name, ...rest] = process.argv.slice(2)
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
if (command === undefined) fail(`Usage: node tooling/repo/start.mjs <${Object.keys(commands).join('|')}> [arguments]`)
installIfNeeded()
const env = environment()
// What `lab` prints may be data, and its paths are those of the folder it was called from.
if (name !== 'lab') console.error(`> ${[...command, ...rest].join(' ')}`)
run([...command, ...rest], env, name === 'lab' ? (process.env.INIT_CWD ?? root) : root)
