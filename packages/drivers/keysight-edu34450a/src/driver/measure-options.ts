import { SettingError, type AcMeasureOptions, type MeasureOptions, type OperationOptions, type Quantity } from '@lab/core'
import type { Speed } from '../specifications.ts'

/** Options of a function with a speed of its own. */
export interface GradedOptions<U extends string> extends MeasureOptions<U> {
  /**
   * One of the meter's ranges, in the unit measured; autorange when absent. Another value is a SettingError before anything is
   * sent.
   */
  readonly range?: Quantity<U>
  /**
   * `slow`: 5½ digits, about 1 reading a second; `medium` and `fast`: 4½ digits, up to 49 and 110 a second (data sheet). What
   * `CONFigure` sets when absent: slow, for DC current not certainly.
   */
  readonly resolution?: Speed
}

/** The same for AC, whose accuracy depends on frequency. */
export interface GradedAcOptions<U extends string> extends GradedOptions<U>, AcMeasureOptions<U> {
  /** As in {@link GradedOptions}. */
  readonly range?: Quantity<U>
}

/**
 * Options of a frequency measurement (34450A Programmer's Reference, FREQuency). What is out of range is a SettingError, before
 * anything is sent.
 */
export interface FrequencyOptions extends OperationOptions {
  /**
   * Where it is measured; `voltage` when absent. For `current` the meter is told `FREQ:ACI`, which is inferred from what it
   * answers.
   */
  readonly input?: 'voltage' | 'current'
  /** Range of that input in V or A, one of the meter's; autorange when absent. */
  readonly inputRange?: number
  /** Gate in s: 1 when absent. The uncertainty is known for 1 s only. */
  readonly aperture?: 0.1 | 1
}

/** What a display is set to. */
export interface ConfigureOptions extends OperationOptions {
  /** One of the ranges of the function, in its unit; autorange when absent. For frequency: of the input. */
  readonly range?: number | undefined
  /** For functions with a speed of their own. */
  readonly resolution?: Speed | undefined
  /** For frequency: the gate in s, 1 when absent. */
  readonly aperture?: 0.1 | 1 | undefined
}

/** @throws SettingError for an option that there is not: a misspelt range would be autorange. */
export function checkOptions(alias: string, options: object | undefined, known: readonly string[]): void {
  const all = [...known, 'signal', 'timeoutMs']
  const stranger = Object.keys(options ?? {}).find((name) => !all.includes(name))
  if (stranger === undefined) return
  throw new SettingError(
    `${alias} has no option ${JSON.stringify(stranger)} here; there are ${all.join(', ')}. Nothing was sent.`,
  )
}
