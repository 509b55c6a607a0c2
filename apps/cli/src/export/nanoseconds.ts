/** Nanoseconds since 1970 of a time in milliseconds: whole milliseconds are exact, whatever the year. */
export function nanosecondsOf(timeMs: number): bigint {
  const whole = Math.floor(timeMs)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((timeMs - whole) * 1e6))
}
