import type { Uncertainty } from './reading.ts'
import type { CellDetail, PointAcquired } from './session-event.ts'

/**
 * The same point with its keys in one order, and without those that are undefined: equal points have equal JSON, so that a store
 * that keeps columns gives back the bytes that were written.
 */
export function canonicalPoint(event: PointAcquired): PointAcquired {
  const { seq, timeMs, monotonicMs, acquisition, index, cells, details } = event
  if (details === undefined) return { type: 'point', seq, timeMs, monotonicMs, acquisition, index, cells }
  return { type: 'point', seq, timeMs, monotonicMs, acquisition, index, cells, details: details.map(canonicalDetail) }
}

function canonicalDetail(detail: CellDetail | null): CellDetail | null {
  if (detail === null) return null
  const { timeMs, uncertainty, raw, condition, range, source } = detail
  return {
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(uncertainty === undefined ? {} : { uncertainty: canonicalUncertainty(uncertainty) }),
    ...(raw === undefined ? {} : { raw }),
    ...(condition === undefined ? {} : { condition }),
    ...(range === undefined ? {} : { range }),
    ...(source === undefined ? {} : { source }),
  }
}

function canonicalUncertainty({ standard, components, degreesOfFreedom }: Uncertainty): Uncertainty {
  return {
    standard,
    ...(components === undefined ? {} : { components }),
    ...(degreesOfFreedom === undefined ? {} : { degreesOfFreedom }),
  }
}
