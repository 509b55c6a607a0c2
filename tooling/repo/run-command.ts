import { spawn } from 'node:child_process'
import { root } from './workspace.ts'

/** How a command ended. */
export interface CommandResult {
  /** 0 when all went well; 1 also when a signal ended it. */
  readonly code: number
  /** Standard output and standard error in the order they came. */
  readonly output: string
  /** Standard output alone. */
  readonly stdout: string
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program to its end and collects what it prints. Rejects when it cannot be started. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output, stdout }))
  })
}

/** The environment without the condition that makes packages resolve to their sources: as a user's program runs. */
export function publishedEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _sources, ...environment } = process.env
  return environment
}
