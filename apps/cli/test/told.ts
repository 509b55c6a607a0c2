/** A line of progress in a log. */
const progressLine = /^\[[█░]{24}\] (\d+\/\d+) {2}\d+ % {2}[\d.]+ points\/s(?: {2}ETA .+)?$/u

/** What a run told on standard error. */
export interface Told {
  /** Points of each line of progress, such as `2/2`. How many lines there are before the last depends on the machine. */
  readonly progress: readonly string[]
  /** All other lines. */
  readonly lines: readonly string[]
}

/** Tells the lines of progress of a run from everything else it said. */
export function toldBy(stderr: string): Told {
  const lines = stderr.split('\n')
  return {
    progress: lines.flatMap((line) => progressLine.exec(line)?.[1] ?? []),
    lines: lines.filter((line) => !progressLine.test(line)),
  }
}
