import { openTable, type ArchiveStore, type LazyTable, type OperationOptions, type TableChunk } from '@lab/core'
import { Survey, type Source } from './flat-columns.ts'
import type { FlatOptions, FlatTable } from './flat-types.ts'

/** Looks once through an acquisition to see which columns it needs. @throws StoreError (not-found) */
export async function flatTable(store: ArchiveStore, id: string, acquisition: string, options: FlatOptions = {}): Promise<FlatTable> {
  const table = await openTable(store, id, acquisition, options)
  const survey = new Survey(table.columns)
  for await (const chunk of boundedChunks(table, options)) survey.add(chunk)
  const sources = unique(survey.sources(options))
  return {
    acquisition, rows: table.rows, columns: sources.map(({ flat }) => flat),
    chunks: async function* () {
      for await (const chunk of boundedChunks(table, options)) {
        yield { first: chunk.first, rows: chunk.rows, columns: sources.map((source) => source.read(chunk)) }
      }
    },
  }
}

/** Samples of waveforms in a chunk, about. */
const chunkSamples = 2_000_000
const mostRows = 4096

/** Chunks that stay small also where rows hold waveforms. */
async function* boundedChunks(table: LazyTable, { signal }: OperationOptions): AsyncGenerator<TableChunk> {
  const options = signal === undefined ? {} : { signal }
  if (!table.columns.some(({ kind }) => kind === 'waveform' || kind === 'json')) {
    yield* table.chunks(options)
    return
  }
  for (let from = 0, wanted = 1; from < table.rows;) {
    const to = Math.min(table.rows, from + wanted)
    let samples = 0
    for await (const chunk of table.chunks({ ...options, from, to })) {
      samples += samplesIn(chunk)
      yield chunk
    }
    const fitting = Math.floor(chunkSamples / Math.max(1, samples / (to - from)))
    wanted = Math.max(1, Math.min(mostRows, 4 * wanted, fitting))
    from = to
  }
}

function samplesIn({ columns }: TableChunk): number {
  let samples = 0
  for (const { values } of columns) {
    if (values instanceof Float64Array) continue
    for (const cell of values) if (typeof cell === 'object' && cell !== null && 'raw' in cell && ArrayBuffer.isView(cell.raw)) samples += cell.raw.length
  }
  return samples
}

/** The second column of one name gets a number. */
function unique(sources: readonly Source[]): readonly Source[] {
  const taken = new Set<string>()
  return sources.map((source) => {
    let { name } = source.flat
    for (let count = 2; taken.has(name); count++) name = `${source.flat.name} (${count})`
    taken.add(name)
    return name === source.flat.name ? source : { ...source, flat: { ...source.flat, name } }
  })
}
