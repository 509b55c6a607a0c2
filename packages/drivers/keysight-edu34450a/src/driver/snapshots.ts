import { UnsupportedError, type OperationOptions, type SettingValue, type Snapshot } from '@lab/core'
import { snapshotSettings } from '../settings.ts'
import type { DmmLink } from './link.ts'
import { unlessUndefined } from './unconfirmed.ts'

type SnapshotSetting = (typeof snapshotSettings)[number]

/** Takes snapshots. A setting that the firmware turns out not to have is asked for once, and left out from then on. */
export class Snapshots {
  readonly #absent = new Set<SnapshotSetting>()

  take(link: DmmLink, options?: OperationOptions): Promise<Snapshot> {
    return link.transaction(async (inner) => {
      const values: Record<string, SettingValue> = {}
      for (const name of snapshotSettings) {
        const value = this.#absent.has(name) ? undefined : await this.#ask(inner, name)
        if (value !== undefined) values[name] = value
      }
      return values
    }, options)
  }

  async #ask(link: DmmLink, name: SnapshotSetting): Promise<SettingValue | undefined> {
    try {
      return await unlessUndefined(link.alias, name, () => link.get(name))
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error
      this.#absent.add(name)
      return undefined
    }
  }
}
