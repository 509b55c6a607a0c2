import { forChannel, type DependencyValues, type DependentRange, type NumberParameter, type NumberRange } from './declarations.ts'

/** The value of a setting that a range depends on; undefined where it is not known. */
export type DependencyLookup = (name: string) => number | boolean | string | undefined

/** The dependent range of a parameter, undefined where its range is fixed or it has none. */
export function dependentRange({ range }: NumberParameter): DependentRange | undefined {
  return range !== undefined && 'dependsOn' in range ? range : undefined
}

/** The range that holds on a channel; the widest one where other settings decide it. */
export function widestRange({ range }: NumberParameter, channel: number | undefined): NumberRange | undefined {
  return range !== undefined && 'dependsOn' in range ? range.widest : forChannel(range, channel)
}

/** The range that holds on a channel whatever else is set; undefined where other settings decide it. */
export function fixedRange({ range }: NumberParameter, channel: number | undefined): NumberRange | undefined {
  return range !== undefined && 'dependsOn' in range ? undefined : forChannel(range, channel)
}

/** The values that decide a range; undefined where one of them is not known. */
export function dependencyValues({ dependsOn }: DependentRange, lookup: DependencyLookup): DependencyValues | undefined {
  const values: Record<string, number | boolean | string> = {}
  for (const name of dependsOn) {
    const value = lookup(name)
    if (value === undefined) return undefined
    values[name] = value
  }
  return values
}
