import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../workspace.ts'
import type { Check } from './check.ts'

/** What became of one entry. */
interface Bundle {
  readonly entry: string
  readonly faults: readonly string[]
  readonly kilobytes: number
}

/** Bundles an entry for a browser; a module of Node in it is a fault. */
export async function bundleForBrowser(entry: string): Promise<Bundle> {
  try {
    const { outputFiles } = await build({
      entryPoints: [join(root, entry)],
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2024',
      conditions: ['lab-source'],
      logLevel: 'silent',
    })
    return { entry, faults: [], kilobytes: Math.round((outputFiles[0]?.contents.length ?? 0) / 1000) }
  } catch (failure) {
    return { entry, faults: [`${entry}: ${failure instanceof Error ? failure.message : String(failure)}`], kilobytes: 0 }
  }
}

export const browserCheck: Check = {
  name: 'core and scpi bundle for a browser',
  stage: 'sources',
  async run() {
    const entries = ['packages/core/src/index.ts', 'packages/scpi/src/index.ts', 'packages/scpi/src/device/index.ts']
    const bundles = await Promise.all(entries.map(bundleForBrowser))
    return {
      faults: bundles.flatMap(({ faults }) => faults),
      note: bundles.map(({ entry, kilobytes }) => `${entry.slice('packages/'.length)} ${kilobytes} kB`).join(', '),
    }
  },
}
