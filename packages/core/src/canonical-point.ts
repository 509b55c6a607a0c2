import type { ComponentEnsemble, ComponentInput, ReadingSource, Uncertainty, UncertaintyComponent } from './reading.ts'
import type { CellDetail, PointAcquired } from './session-event.ts'

const pointKeys = ['type', 'seq', 'timeMs', 'monotonicMs', 'acquisition', 'index', 'cells', 'details'] as const satisfies (keyof PointAcquired)[]
const detailKeys = ['timeMs', 'uncertainty', 'raw', 'condition', 'range', 'source'] as const satisfies (keyof CellDetail)[]
const sourceKeys = ['instrument', 'function', 'channel', 'range'] as const satisfies (keyof ReadingSource)[]
const uncertaintyKeys = ['standard', 'components', 'degreesOfFreedom'] as const satisfies (keyof Uncertainty)[]
const componentKeys = [
  'name', 'standard', 'evaluation', 'degreesOfFreedom', 'source', 'distribution', 'ensemble', 'input',
] as const satisfies (keyof UncertaintyComponent)[]
const ensembleKeys = ['id', 'direction'] as const satisfies (keyof ComponentEnsemble)[]
const inputKeys = ['value', 'unit', 'standard'] as const satisfies (keyof ComponentInput)[]

/**
 * The same point with its keys in one order: equal points have equal JSON, so that a store that keeps columns gives back the bytes
 * that were written. A point that is in order already, as those of a session are, is given back as it is.
 */
export function canonicalPoint(event: PointAcquired): PointAcquired {
  const { details } = event
  const ordered = details === undefined ? undefined : eachOrdered(details, (detail) => (detail === null ? null : orderedDetail(detail)))
  return inOrder(ordered === undefined || ordered === details ? event : { ...event, details: ordered }, pointKeys)
}

function orderedDetail(detail: CellDetail): CellDetail {
  const { uncertainty, source } = detail
  const ordered = uncertainty === undefined ? undefined : orderedUncertainty(uncertainty)
  const from = source === undefined ? undefined : inOrder(source, sourceKeys)
  if (ordered === uncertainty && from === source) return inOrder(detail, detailKeys)
  const changed = { ...(ordered === undefined ? {} : { uncertainty: ordered }), ...(from === undefined ? {} : { source: from }) }
  return inOrder({ ...detail, ...changed }, detailKeys)
}

function orderedUncertainty(uncertainty: Uncertainty): Uncertainty {
  const { components } = uncertainty
  const ordered = components === undefined ? undefined : eachOrdered(components, orderedComponent)
  return inOrder(ordered === undefined || ordered === components ? uncertainty : { ...uncertainty, components: ordered }, uncertaintyKeys)
}

function orderedComponent(component: UncertaintyComponent): UncertaintyComponent {
  const { ensemble, input } = component
  if (ensemble === undefined && input === undefined) return inOrder(component, componentKeys)
  const changed = {
    ...(ensemble === undefined ? {} : { ensemble: inOrder(ensemble, ensembleKeys) }),
    ...(input === undefined ? {} : { input: inOrder(input, inputKeys) }),
  }
  return inOrder({ ...component, ...changed }, componentKeys)
}

/** The same list where nothing in it has changed. */
function eachOrdered<T>(items: readonly T[], order: (item: T) => T): readonly T[] {
  let changed: T[] | undefined
  for (let place = 0; place < items.length; place++) {
    const item = items[place] as T // a list of values that all are there
    const ordered = order(item)
    if (ordered !== item) (changed ??= items.slice())[place] = ordered
  }
  return changed ?? items
}

/** The same object where its keys are in order; `keys` are all that its type has. */
function inOrder<T extends object>(value: T, keys: readonly (keyof T & string)[]): T {
  if (isInOrder(value, keys)) return value
  const ordered: Partial<T> = {}
  for (const key of keys) if (value[key] !== undefined) ordered[key] = value[key]
  return ordered as T // what is left out was undefined
}

function isInOrder(value: object, keys: readonly string[]): boolean {
  let place = 0
  for (const key in value) {
    while (keys[place] !== key) if (++place >= keys.length) return false
    place++
  }
  return true
}
