const never = new Int32Array(new SharedArrayBuffer(4))

/**
 * Sleeps for a moment. A thread that was just given work begins with it, also where the system has put it on the core of this one, which
 * has something long to do now: it would wait for a millisecond or more otherwise.
 */
export function giveWay(): void {
  Atomics.wait(never, 0, 0, 0.05)
}
