/**
 * `npm run bench`: every benchmark against the bare thing it stands on. Words choose benchmarks whose names contain them;
 * `--json` prints the outcomes as JSON instead of tables; `--strict` fails when something wanted does not hold.
 */
import { parseArgs } from 'node:util'
import { blockBenchmark } from './block.ts'
import { type Benchmark, compare, type Outcome } from './harness.ts'
import { lanBlockBenchmark, lanManyBenchmark, lanQueryBenchmark } from './lan.ts'
import { memoryBenchmark } from './memory.ts'
import { parquetBenchmark } from './parquet.ts'
import { queryBenchmark } from './query.ts'
import { readingUncertaintyBenchmark } from './reading-uncertainty.ts'
import { recordBenchmark } from './record.ts'
import { parquetMemoryBenchmark, sqliteMemoryBenchmark } from './store-memory.ts'
import { sqliteOpenBenchmark } from './sqlite-open.ts'
import { sqliteRowsBenchmark } from './sqlite-rows.ts'
import { parquetWaveformsBenchmark, sqliteWaveformsBenchmark } from './store-waveforms.ts'
import { sweepBenchmark } from './sweep.ts'
import { outcomeTable } from './table.ts'
import { uncertaintyBenchmark } from './uncertainty.ts'
import { columnsBenchmark } from './uncertainty-columns.ts'
import { monteCarloBenchmark } from './uncertainty-monte-carlo.ts'
import { usbtmcBenchmark } from './usbtmc.ts'
import { visaBlockBenchmark, visaQueryBenchmark } from './visa.ts'
import { waveformFetchBenchmark, waveformScaleBenchmark } from './waveform.ts'

const benchmarks: readonly Benchmark[] = [
  queryBenchmark, blockBenchmark, recordBenchmark, sweepBenchmark, readingUncertaintyBenchmark, memoryBenchmark,
  lanQueryBenchmark, lanBlockBenchmark, lanManyBenchmark,
  uncertaintyBenchmark, columnsBenchmark, monteCarloBenchmark,
  visaQueryBenchmark, visaBlockBenchmark,
  usbtmcBenchmark,
  parquetBenchmark, parquetWaveformsBenchmark,
  waveformScaleBenchmark, waveformFetchBenchmark,
  sqliteRowsBenchmark, sqliteWaveformsBenchmark, sqliteOpenBenchmark, sqliteMemoryBenchmark, parquetMemoryBenchmark,
]

/** What a benchmark gave, or why it could not run. */
interface Report {
  readonly name: string
  readonly description: string
  readonly outcomes: readonly Outcome[]
  readonly error?: string
}

async function report(benchmark: Benchmark): Promise<Report> {
  const { name, description } = benchmark
  const outcomes: Outcome[] = []
  try {
    await benchmark.run(async (comparison) => {
      const outcome = await compare(comparison)
      outcomes.push(outcome)
      return outcome
    })
    return { name, description, outcomes }
  } catch (error) {
    return { name, description, outcomes, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function print({ name, description, outcomes, error }: Report): void {
  console.log(`\n${name}: ${description}`)
  for (const outcome of outcomes) console.log(outcomeTable(outcome))
  if (error !== undefined) console.log(`  FAILED: ${error}`)
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)))
const reports: Report[] = []
for (const benchmark of chosen) {
  const result = await report(benchmark)
  reports.push(result)
  if (!values.json) print(result)
}
if (values.json) console.log(JSON.stringify({ node: process.versions.node, platform: process.platform, reports }, undefined, 2))
const broken = reports.some(({ error }) => error !== undefined)
const missed = reports.some(({ outcomes }) => outcomes.some(({ wanted }) => wanted?.holds === false))
process.exitCode = chosen.length === 0 || broken || (values.strict && missed) ? 1 : 0
