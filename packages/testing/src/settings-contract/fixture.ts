import type { Connection, Driver, Instrument, SettingValue } from '@lab/core'
import type { CommandSet, Declarations, ScpiLink, SettingName, SettingValues } from '@lab/scpi'

/** A link to an instrument that no driver has used. A `DriverFixture` is one. */
export interface SettingsFixture extends AsyncDisposable {
  readonly connection: Connection
}

/** What is tried with a value of a snapshot that no declaration describes. */
export interface CompoundTrial {
  /** Values that a restore brings, and that the next snapshot has. At least one must differ from what there is at first. */
  readonly taken: readonly SettingValue[]
  /** Values that a restore must refuse before a command is sent. */
  readonly refused: readonly SettingValue[]
}

export interface SettingsContractOptions<I extends Instrument, D extends Declarations> {
  /** What is tested, for the report; the driver's name when absent. */
  readonly name?: string
  readonly driver: Driver<I>
  /** What the driver declares. */
  readonly commands: CommandSet<D>
  /** A fresh instrument. Disposing of it must leave nothing behind. */
  open(): Promise<SettingsFixture>
  /** Brings the instrument into a state in which a setting can be set, by its name. Runs before everything else. */
  readonly prepare?: { readonly [N in SettingName<D>]?: (link: ScpiLink<D>, channel: number | undefined) => Promise<unknown> }
  /** Values to try instead of those that follow from the declaration, as where not every number between the edges is taken. */
  readonly values?: { readonly [N in SettingName<D>]?: readonly (SettingValues<D>[N] & SettingValue)[] }
  /** What a snapshot holds besides the declared settings, by its name there. */
  readonly compounds?: Readonly<Record<string, CompoundTrial>>
  /** Settings that are left out, each with the reason. */
  readonly skip?: { readonly [N in SettingName<D>]?: string }
  /** Largest relative difference between a number that was set and what is read back; 1E-8 when absent. */
  readonly tolerance?: number
}
