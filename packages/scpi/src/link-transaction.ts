import { ConnectionError, TimeoutError, type OperationOptions } from '@lab/core'
import type { Exchange } from './link-exchange.ts'
import { LinkQueue } from './link-queue.ts'

/** Closes the queue of a transaction when its time is over or its signal aborts; until the returned function is called. */
function bind(queue: LinkQueue, { alias, clock }: Exchange, { signal, timeoutMs }: OperationOptions): () => void {
  const onAbort = (): void => queue.close(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const cancelTimer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => {
    queue.close(new TimeoutError(`${alias}: the transaction did not end within ${timeoutMs} ms.`))
  })
  return () => {
    signal?.removeEventListener('abort', onAbort)
    cancelTimer?.()
  }
}

/**
 * Runs a dialogue in a queue of its own inside the turn that `outer` has given. When that turn is taken away, the dialogue
 * rejects at once. Ends when nothing of it is in flight any more.
 */
export async function inTransaction<T>(
  exchange: Exchange, outer: LinkQueue, options: OperationOptions | undefined, body: (queue: LinkQueue) => Promise<T>,
): Promise<T> {
  const { alias, clock } = exchange
  const cancelled = Promise.withResolvers<never>()
  const queue = new LinkQueue(alias, clock, cancelled.reject)
  outer.nest(queue)
  const unbind = options === undefined ? undefined : bind(queue, exchange, options)
  try {
    return await Promise.race([body(queue), cancelled.promise])
  } finally {
    unbind?.()
    await queue.finish(new ConnectionError('closed', `${alias}: the transaction is over; use the link of the instrument.`))
    await exchange.settled()
  }
}
