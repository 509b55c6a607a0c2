/** Longest time a run may hold the event loop, in milliseconds. */
export const longestTurnMs = 4

/** Lets timers, sockets and signals have their turn. Node has `setImmediate`; elsewhere a message to oneself does the same. */
export const nextMacrotask: () => Promise<void> = 'setImmediate' in globalThis ? byImmediate() : byMessage

function byImmediate(): () => Promise<void> {
  const immediate: unknown = Reflect.get(globalThis, 'setImmediate')
  if (!isScheduler(immediate)) return byMessage
  return () => new Promise((resolve) => immediate(resolve))
}

function isScheduler(value: unknown): value is (callback: () => void) => unknown {
  return typeof value === 'function'
}

function byMessage(): Promise<void> {
  if (!('MessageChannel' in globalThis)) return new Promise((resolve) => setTimeout(resolve, 0))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
