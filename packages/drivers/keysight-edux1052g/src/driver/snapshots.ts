import {
  RestoreError, type OperationOptions, type RestoreOptions, type RestoreReport, type SettingValue, type Snapshot,
} from '@lab/core'
import { compoundSettings, readCompounds, type CompoundSetting } from './compound-settings.ts'
import type { ScopeLink } from './setting-group.ts'
import { requireSnapshot } from '@lab/scpi'

/** Every setting: those declared, and the compound ones. */
export function takeSnapshot(link: ScopeLink, options?: OperationOptions): Promise<Snapshot> {
  return link.transaction(async (inner) => ({ ...await inner.snapshot(), ...await readCompounds(inner) }), options)
}

interface Wanted {
  readonly setting: CompoundSetting
  readonly value: SettingValue
  readonly message: string
}

/** What the snapshot has of the compound settings, checked. @throws SettingError for a value that one cannot have. */
function wantedIn(alias: string, snapshot: Snapshot): readonly Wanted[] {
  requireSnapshot(alias, snapshot)
  return compoundSettings.flatMap((setting) => {
    const value = Object.hasOwn(snapshot, setting.name) ? snapshot[setting.name] : undefined
    return value === undefined ? [] : [{ setting, value, message: setting.message(value) }]
  })
}

function withoutCompounds(snapshot: Snapshot): Snapshot {
  const names = new Set(compoundSettings.map(({ name }) => name))
  return Object.fromEntries(Object.entries(snapshot).filter(([name]) => !names.has(name)))
}

/** Writes one where it differs. @returns whether it was written. */
async function put(link: ScopeLink, { setting, value, message }: Wanted): Promise<boolean> {
  if (setting.parse(await link.query(setting.query)) === value) return false
  await link.execute(message)
  const now = setting.parse(await link.query(setting.query))
  if (now === value || setting.mayBeLess === true) return true
  throw new Error(`${setting.name} is ${String(now)}, not ${String(value)}`)
}

async function putAll(link: ScopeLink, wanted: readonly Wanted[], restored: string[]): Promise<void> {
  for (const [index, one] of wanted.entries()) {
    try {
      if (await put(link, one)) restored.push(one.setting.name)
    } catch (cause) {
      const notRestored = wanted.slice(index).map(({ setting }) => setting.name)
      throw new RestoreError(`${link.alias}: the restore stopped: ${cause instanceof Error ? cause.message : String(cause)}`, {
        instrument: link.alias, restored, notRestored, cause,
        hint: 'Correct the cause and restore again: only what differs is written.',
      })
    }
  }
}

/**
 * Writes the declared settings, then the compound ones. What the snapshot has of either is checked before anything is written.
 */
export async function restoreSnapshot(link: ScopeLink, snapshot: Snapshot, options: RestoreOptions = {}): Promise<RestoreReport> {
  const wanted = wantedIn(link.alias, snapshot)
  const { outputs, signal, timeoutMs } = options
  return await link.transaction(async (inner) => {
    const report = await inner.restore(withoutCompounds(snapshot), { outputs })
    const restored = [...report.restored]
    await putAll(inner, wanted, restored)
    signal?.throwIfAborted()
    return { ...report, restored }
  }, { signal, timeoutMs })
}
