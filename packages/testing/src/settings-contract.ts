import assert from 'node:assert/strict'
import type { Instrument, SettingValue } from '@lab/core'
import type { Declarations } from '@lab/scpi'
import type { ContractRunner } from './contract.ts'
import { resetMistakes } from './settings-contract/reset-mistakes.ts'
import { tryCompound } from './settings-contract/compound-trial.ts'
import type { SettingsContractOptions } from './settings-contract/fixture.ts'
import { SettingTrial, type SettingPlace } from './settings-contract/trial.ts'

/** Every declared setting on every channel; blocks have no values to try. */
function placesOf(declarations: Declarations): readonly SettingPlace[] {
  return Object.entries(declarations).flatMap(([name, setting]) => {
    if (setting.kind !== 'setting' || setting.parameter.kind === 'block') return []
    const channels = setting.channels ?? [undefined]
    return channels.map((channel) => ({ name, setting, channel, key: channel === undefined ? name : `${name}@${channel}` }))
  })
}

function factOf({ key, setting }: SettingPlace): string {
  if (setting.writable === false) return `${key} can be read, and is refused unsent when it is set`
  return `${key} gives back what it takes, refuses one step outside unsent, and is restored`
}

/**
 * What the settings of a driver must do, as a test for each of them on each channel, with an instrument of its own: the edges of
 * the range and something between go out and come back, one step outside is refused with a `SettingError` before a command is
 * sent, and
 * `restore` brings back the state before. The range is the one that holds after `prepare`, also where other settings decide
 * it. Blocks are left out. What a snapshot holds besides is tried as `compounds` says.
 */
export function settingsContract<I extends Instrument, D extends Declarations>(
  runner: ContractRunner, options: SettingsContractOptions<I, D>,
): void {
  const { declarations } = options.commands
  const skip: Readonly<Record<string, string | undefined>> = options.skip ?? {}
  const values: Readonly<Record<string, readonly SettingValue[] | undefined>> = options.values ?? {}
  runner.describe(`settings contract: ${options.name ?? options.driver.name}`, () => {
    runner.it('the options name declared settings only', () => {
      const names = [skip, values, options.prepare ?? {}].flatMap((named) => Object.keys(named))
      assert.deepStrictEqual(names.filter((name) => declarations[name]?.kind !== 'setting'), [])
      return Promise.resolve()
    })
    runner.it('every reset value is one that the setting takes', () => {
      assert.deepStrictEqual(resetMistakes(declarations), [])
      return Promise.resolve()
    })
    for (const place of placesOf(declarations)) {
      if (skip[place.name] !== undefined) continue
      runner.it(factOf(place), async () => {
        await using fixture = await options.open()
        const trial = await SettingTrial.open(options, place, fixture.connection)
        if (place.setting.writable === false) await trial.runReadOnly()
        else await trial.run(values[place.name])
        await fixture.connection.close()
      })
    }
    for (const [name, trial] of Object.entries(options.compounds ?? {})) {
      runner.it(`${name} of a snapshot is restored, and refused unsent where it is none`, async () => {
        await using fixture = await options.open()
        await tryCompound(options.driver, fixture.connection, name, trial)
        await fixture.connection.close()
      })
    }
  })
}
