import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeResult, type GuestResult } from './guest-result.ts'

export interface SupervisedProgram {
  /** For people. */
  readonly name: string
  readonly argv: readonly [string, ...string[]]
  readonly limitMs: number
  /** Called with every line that it prints. */
  readonly onLine: (line: string) => void
  /** What the machine does: asked when the time is over. */
  readonly whatRuns: () => string
}

/** How long the output of a program that was ended may take to end, in ms: a child that cannot be ended may hold it open. */
const outputMs = 2000
const lastLines = 40

/** What a program has printed. */
class Output {
  readonly #last: string[] = []
  readonly #ended: Promise<unknown>
  results = 0
  failures = 0

  constructor({ stdout, stderr }: ChildProcess, onLine: (line: string) => void) {
    const streams = [stdout, stderr].filter((stream) => stream !== null)
    this.#ended = Promise.all(streams.map((input) => {
      const lines = createInterface({ input }).on('line', (line) => {
        this.#count(line)
        onLine(line)
      })
      return once(lines, 'close')
    }))
  }

  /** The last lines, once there are no more. */
  async last(): Promise<string> {
    await Promise.race([this.#ended, sleep(outputMs, undefined, { ref: false })])
    return ['Its last lines:', ...this.#last].join('\n')
  }

  #count(line: string): void {
    const result = decodeResult(line)
    if (result !== undefined) this.results += 1
    if (result?.outcome === 'failed') this.failures += 1
    this.#last.push(result === undefined ? line : `${result.outcome}: ${result.names.join(' › ')}`)
    if (this.#last.length > lastLines) this.#last.shift()
  }
}

/**
 * Runs a program of tests until its end, or until its time is over: then it is ended with all that it has started. The result is what
 * was wrong with the program itself; undefined where its tests say everything.
 */
export async function supervise({ name, argv: [program, ...rest], limitMs, onLine, whatRuns }: SupervisedProgram): Promise<GuestResult | undefined> {
  const started = performance.now()
  // A group of its own, to be ended as one.
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = new Output(child, onLine)
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(String(code ?? signal)))
  })
  const end = await inTime(ended, limitMs)
  const state = end === undefined ? whatRuns() : ''
  endGroup(child)
  const fault = end === undefined ? `It had not ended after ${limitMs / 1000} s, and was ended.` : await faultOf(end, output)
  if (fault === undefined) return undefined
  const message = [fault, await output.last(), state].filter((text) => text !== '').join('\n')
  return { names: [name, 'runs to its end'], outcome: 'failed', durationMs: performance.now() - started, message }
}

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const controller = new AbortController()
  try {
    return await Promise.race([promise, sleep(ms, undefined, { signal: controller.signal })])
  } finally {
    controller.abort()
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}

/** A program of tests ends with 0, or with 1 because of tests that have failed, and has some. */
async function faultOf(end: string, output: Output): Promise<string | undefined> {
  await output.last()
  if (output.results === 0) return `It ended (${end}) without the result of a test.`
  return end === (output.failures > 0 ? '1' : '0') ? undefined : `It ended with ${end}, ${output.failures} of its tests have failed.`
}
