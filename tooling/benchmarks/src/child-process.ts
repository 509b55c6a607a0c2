import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A Node program of its own process that prints lines until it is `ready`. */
export interface RunningChild extends AsyncDisposable {
  /** What it printed before `ready`. */
  readonly lines: readonly string[]
}

async function linesUntilReady(child: ChildProcess, script: string): Promise<readonly string[]> {
  if (child.stdout === null) throw new Error(`${script} has no output`)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') return lines
    lines.push(line)
  }
  throw new Error(`${script} ended before it was ready:\n${lines.join('\n')}`)
}

/** Starts a program and waits until it says that it is ready. */
export async function startChild(script: string, args: readonly string[]): Promise<RunningChild> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  try {
    return { lines: await linesUntilReady(child, script), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}
