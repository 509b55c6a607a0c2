/** The last argument of every operation that can take time. */
export interface OperationOptions {
  /** Cancels the operation; it then rejects with `signal.reason`, and the link is resynchronised before its next use. */
  readonly signal?: AbortSignal | undefined
  /** Longest time the operation may take, in milliseconds; it then rejects with a `TimeoutError`. */
  readonly timeoutMs?: number | undefined
}
