import { DeviceError } from '@lab/scpi/device'
import { builtInWaveforms } from './builtin-waveforms.ts'

const separator = '\\'
const root = 'INT:\\'
const builtIn = 'INT:\\BUILTIN'
const capacity = 1_000_000_000

function parentOf(path: string): string {
  const cut = path.lastIndexOf(separator)
  return cut <= root.length - 1 ? root : path.slice(0, cut)
}

/** The internal file system. The USB drive is empty: there is none. */
export class FileStore {
  readonly #files = new Map<string, Uint8Array>()
  readonly #folders = new Set<string>([root, builtIn])
  folder = root
  downloadName = ''

  constructor() {
    for (const name of builtInWaveforms.keys()) this.#files.set(`${builtIn}${separator}${name}.ARB`, new Uint8Array(0))
  }

  /** The whole path of a name, in capitals. @throws DeviceError -252 for a drive that is not there. */
  path(name: string): string {
    const upper = name.toUpperCase().replaceAll('/', separator).replace(/(?<!:)\\+$/, '')
    if (upper.startsWith('USB:')) throw new DeviceError(-252, 'Missing media')
    if (upper.startsWith('INT:')) return upper === 'INT:' ? root : upper
    return `${this.folder.replace(/\\$/, '')}${separator}${upper.replace(/^\\/, '')}`
  }

  /** @throws DeviceError -256 where there is none. */
  read(name: string): Uint8Array {
    const file = this.#files.get(this.path(name))
    if (file === undefined) throw new DeviceError(-256, 'File name not found')
    return file
  }

  /** @throws DeviceError -258 for a built-in file, -256 for a folder that is not there. */
  write(name: string, contents: Uint8Array): void {
    const path = this.path(name)
    this.#refuseBuiltIn(path)
    if (!this.#folders.has(parentOf(path))) throw new DeviceError(-256, 'File name not found')
    this.#files.set(path, contents)
  }

  delete(name: string): void {
    const path = this.path(name)
    this.#refuseBuiltIn(path)
    if (!this.#files.delete(path)) throw new DeviceError(-256, 'File name not found')
  }

  copy(from: string, to: string): void {
    this.write(to, this.read(from))
  }

  move(from: string, to: string): void {
    this.copy(from, to)
    this.delete(from)
  }

  changeFolder(name: string): void {
    const path = this.path(name)
    if (!this.#folders.has(path)) throw new DeviceError(-256, 'File name not found')
    this.folder = path
  }

  makeFolder(name: string): void {
    const path = this.path(name)
    if (this.#folders.has(path)) throw new DeviceError(-257, 'File name error')
    this.#folders.add(path)
  }

  removeFolder(name: string): void {
    const path = this.path(name)
    if (path === root || path === builtIn || [
      ...this.#files.keys(),
    ].some((file) => parentOf(file) === path)) throw new DeviceError(
      -257, 'File name error',
    )
    if (!this.#folders.delete(path)) throw new DeviceError(-256, 'File name not found')
  }

  /** Bytes used and free, then name, kind and size of each file and folder. */
  catalog(name: string | undefined, only?: string): string {
    const folder = name === undefined ? this.folder : this.path(name)
    if (!this.#folders.has(folder)) throw new DeviceError(-256, 'File name not found')
    const files = [...this.#files].filter(([path]) => parentOf(path) === folder && (only === undefined || path.endsWith(only)))
    const folders = only === undefined ? [...this.#folders].filter((path) => path !== root && parentOf(path) === folder) : []
    const used = [...this.#files.values()].reduce((sum, { length }) => sum + length, 0)
    const short = (path: string): string => path.slice(path.lastIndexOf(separator) + 1)
    const entries = [
      ...folders.map((path) => `"${short(path)},FOLD,0"`),
      ...files.map(([path, { length }]) =>
        `"${short(path)},${path.endsWith('.ARB') ? 'ARB' : path.endsWith('.STA') ? 'STAT' : ''},${length}"`),
    ]
    return [`+${used}`, `+${capacity - used}`, ...entries].join(',')
  }

  #refuseBuiltIn(path: string): void {
    if (parentOf(path) === builtIn) throw new DeviceError(-258, 'Media protected')
  }
}

/** A waveform as the contents of an `.arb` file. */
export function encodeArbitraryFile(samples: Float64Array, sampleRate: number): Uint8Array {
  const header = [
    'File Format:1.10', 'Channel Count:1', `Sample Rate:${sampleRate}`, 'High Level:1', 'Low Level:-1', 'Data Type:"Short"',
    'Filter:"step"', `Data Points:${samples.length}`, 'Data:',
  ]
  return new TextEncoder().encode([...header, ...Array.from(samples, (value) => Math.round(value * 32_767))].join('\n'))
}

/** The samples of an `.arb` file, or of a text with one number −1 … 1 on each line. @throws DeviceError 878 where it is none. */
export function decodeArbitraryFile(contents: Uint8Array): Float64Array {
  const lines = new TextDecoder().decode(contents).split(/\r?\n/).filter((line) => line !== '')
  const start = lines.findIndex((line) => line.trim() === 'Data:')
  const scale = start >= 0 ? 32_767 : 1
  const values = lines.slice(start + 1).map((line) => Number(line) / scale)
  if (values.length === 0 || !values.every((value) => Math.abs(value) <= 1)) throw new DeviceError(878, 'Arb file corrupted')
  return Float64Array.from(values)
}
