import { SessionError } from './errors.ts'
import { processWide } from './process-wide.ts'

/** What is used of Node's `process`; a browser has none. */
interface HostProcess {
  readonly pid: number
  on(event: string, listener: (...values: readonly unknown[]) => void): unknown
  off(event: string, listener: (...values: readonly unknown[]) => void): unknown
  listenerCount(event: string): number
  kill(pid: number, signal: string): unknown
  exit(code: number): never
}

/** Closes something for the reason given. Must settle in bounded time. */
export type EmergencyClose = (reason: SessionError) => Promise<unknown>

interface GuardState {
  readonly closers: Set<EmergencyClose>
  uninstall: (() => void) | undefined
  closing: Promise<void> | undefined
}

const state = processWide('@lab/core/process-guard/1', (): GuardState => ({ closers: new Set(), uninstall: undefined, closing: undefined }))

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `close` when the process is about to end for another reason than its script's: a signal, an uncaught error, an unhandled
 * rejection, or an event loop with nothing left to do. Afterwards the process ends as it would have. A second signal changes nothing.
 * Returns how to stop guarding. Does nothing where there is no process.
 */
export function guardProcess(close: EmergencyClose): () => void {
  state.closers.add(close)
  const host = hostProcess()
  if (host !== undefined) state.uninstall ??= install(host)
  return () => {
    state.closers.delete(close)
    if (state.closers.size > 0 || state.closing !== undefined) return
    state.uninstall?.()
    state.uninstall = undefined
  }
}

function hostProcess(): HostProcess | undefined {
  const host: unknown = Reflect.get(globalThis, 'process')
  return isHostProcess(host) ? host : undefined
}

function isHostProcess(value: unknown): value is HostProcess {
  return typeof value === 'object' && value !== null && 'on' in value && 'off' in value && 'kill' in value && 'listenerCount' in value
}

function install(host: HostProcess): () => void {
  const listeners = new Map<string, (...values: readonly unknown[]) => void>()
  for (const signal of signals) listeners.set(signal, () => onSignal(host, signal))
  for (const event of ['uncaughtException', 'unhandledRejection']) listeners.set(event, (error) => onError(host, event, error))
  listeners.set('beforeExit', onBeforeExit)
  listeners.set('exit', onExit)
  for (const [event, listener] of listeners) host.on(event, listener)
  return () => {
    for (const [event, listener] of listeners) host.off(event, listener)
  }
}

function onSignal(host: HostProcess, signal: string): void {
  if (state.closing !== undefined) {
    console.error(`${signal}: still making the bench safe.`)
    return
  }
  const alone = host.listenerCount(signal) === 1
  console.error(`${signal}: making the bench safe.`)
  void closeAll(new SessionError('interrupted', `The process received ${signal}.`)).then(() => {
    if (!alone) return
    state.uninstall?.()
    host.kill(host.pid, signal)
  })
}

function onError(host: HostProcess, event: string, error: unknown): void {
  const alone = host.listenerCount(event) === 1
  if (state.closing !== undefined && isInterruption(error)) return
  if (alone && !isBrokenPipe(error)) console.error(error)
  const reason = new SessionError('interrupted', `An error was not caught: ${describe(error)}`, { cause: error })
  void closeAll(reason).then(() => {
    if (alone) host.exit(1)
  })
}

/** Nobody reads what is printed any more. To print that would be the next such error, without end. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

/** A script that does not catch the rejection with which an interruption ends its run. */
function isInterruption(error: unknown): boolean {
  return error instanceof SessionError && error.reason === 'interrupted'
}

function onBeforeExit(): void {
  if (state.closing !== undefined || state.closers.size === 0) return
  console.error('A session was left open when the script ended; it is closed now. Use `await using` or call close().')
  void closeAll(new SessionError('interrupted', 'The script ended without closing the session.'))
}

/** `process.exit` cannot be waited for; that it left the bench as it was must not go unsaid. */
function onExit(): void {
  if (state.closers.size === 0) return
  console.error('The process ended while a session was open: outputs may still be on. Close the session before process.exit().')
}

function closeAll(reason: SessionError): Promise<void> {
  state.closing ??= Promise.allSettled([...state.closers].map((close) => close(reason))).then((results) => {
    state.closing = undefined
    for (const result of results) if (result.status === 'rejected') console.error(describe(result.reason))
    if (state.closers.size > 0) return
    state.uninstall?.()
    state.uninstall = undefined
  })
  return state.closing
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
