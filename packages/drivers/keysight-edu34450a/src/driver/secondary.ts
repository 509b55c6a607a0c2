import type { OperationOptions } from '@lab/core'
import { functionNamed, type DmmFunction } from '../functions.ts'
import { checkConfigure, sendConfigure } from './configuration.ts'
import type { ConfigureOptions } from './measure-options.ts'
import type { DmmParts } from './measurements.ts'

/**
 * The secondary display: a second function of the same input, measured in turn with the first. The pairs that go together are not
 * documented; the meter refuses the others. No command is known that switches it off but {@link Edu34450a.reset}.
 */
export interface DmmSecondaryDisplay {
  /**
   * Shows a function, with `CONFigure:SECondary`. Trigger, sample count and calculation go back to their reset values.
   * @throws SettingError as {@link Edu34450a.configure}, before anything is sent. InstrumentError for a pair that does not go
   * together.
   */
  configure(name: DmmFunction, options?: ConfigureOptions): Promise<void>
  /** What it shows; undefined while it is off. */
  function(options?: OperationOptions): Promise<DmmFunction | undefined>
}

export function secondaryDisplay({ link, base, resolutions }: DmmParts): DmmSecondaryDisplay {
  return {
    configure: async (name, options = {}) => {
      const { signal, timeoutMs, ...settings } = options
      checkConfigure(base.alias, name, settings)
      await link.transaction((inner) => sendConfigure(inner, resolutions, 'secondary', name, settings), { signal, timeoutMs })
    },
    function: async (options) => functionNamed((await link.query(':SEC:FUNC?', options)).replaceAll('"', '')),
  }
}
