import { statistics } from './statistics.ts'

/** Median time of one call in microseconds, over `count` calls awaited one by one. */
export async function medianMicroseconds(count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const times = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    const start = performance.now()
    await call(index)
    times[index] = (performance.now() - start) * 1000
  }
  return statistics([...times]).median
}

/** Seconds that something takes. */
export async function secondsOf(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await task()
  return (performance.now() - start) / 1000
}
