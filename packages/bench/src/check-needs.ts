import type { Needs } from './bench.ts'
import type { BenchFile } from './bench-file.ts'
import { benchFileError, type Mistake } from './mistake.ts'
import { suggestion } from './nearest.ts'

/**
 * Checks that a bench file has what a script needs.
 * @throws SettingError (LAB_BENCH_FILE) that names every alias that is missing or has another driver.
 */
export function checkNeeds(bench: BenchFile, needs: Needs): void {
  const mistakes = Object.entries(needs).flatMap(([alias, driver]) => checkNeed(bench, alias, driver.name))
  if (mistakes.length > 0) throw benchFileError(bench.file, mistakes)
}

function checkNeed(bench: BenchFile, alias: string, driver: string): Mistake[] {
  const written = bench.instruments[alias]
  if (written === undefined) {
    const text = `instruments: The script needs '${alias}' (${driver}), which is not there.`
    return [{ position: bench.source.keyAt(['instruments']), text: text + suggestion(alias, Object.keys(bench.instruments)) }]
  }
  if (written.driver === driver) return []
  const position = bench.source.valueAt(['instruments', alias, 'driver'])
  return [{ position, text: `instruments.${alias}.driver is '${written.driver}', but the script needs '${driver}'.` }]
}
