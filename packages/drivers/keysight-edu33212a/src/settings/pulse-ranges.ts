import type { DependencyValues, DependentRange, NumberRange } from '@lab/scpi'
import { edgeRange, shortestPulse } from '../specifications.ts'
import { numberOf, rounded, type Side } from './ranges.ts'

interface Pulse {
  readonly period: number
  readonly width: number
  /** What both edges together take away from the top, and from the bottom. */
  readonly edges: number
}

const pulseDependencies = ['function', 'frequency', 'pulseWidth', 'pulseLeadingEdge', 'pulseTrailingEdge'] as const

function pulseOf(values: DependencyValues): Pulse {
  const edges = 0.625 * (numberOf(values, 'pulseLeadingEdge') + numberOf(values, 'pulseTrailingEdge'))
  return { period: 1 / numberOf(values, 'frequency'), width: numberOf(values, 'pulseWidth'), edges }
}

/** Width of pulses in s: at least 16 ns and 0.625 of both edges, which the pause needs as well. */
export function pulseWidthFor(side: Side): NumberRange | DependentRange {
  const widest = { min: shortestPulse, max: 1e6, default: 100e-6 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['function', 'frequency', 'pulseLeadingEdge', 'pulseTrailingEdge'], widest,
    at: (values) => {
      if (values['function'] !== 'pulse') return widest
      const { period, edges } = pulseOf(values)
      const least = rounded(Math.max(shortestPulse, edges))
      return { min: least, max: Math.max(least, rounded(period - least)), default: 100e-6 }
    },
  }
}

/** The same in % of the period. */
export function pulseDutyFor(side: Side): NumberRange | DependentRange {
  const widest = { min: 0.01, max: 99.99, default: 10 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['function', 'frequency', 'pulseLeadingEdge', 'pulseTrailingEdge'], widest,
    at: (values) => {
      if (values['function'] !== 'pulse') return widest
      const { period, edges } = pulseOf(values)
      const least = Math.max(0.01, rounded(100 * Math.max(shortestPulse, edges) / period))
      return least >= 50 ? { min: 50, max: 50, default: 50 } : { min: least, max: 100 - least, default: 10 }
    },
  }
}

/**
 * Of an edge of pulses in s; `other` is the edge that stays, none where both are set. The top and the pause keep room for both.
 */
export function edgeFor(side: Side, other: 'pulseLeadingEdge' | 'pulseTrailingEdge' | undefined): NumberRange | DependentRange {
  if (side === 'instrument') return edgeRange
  return {
    dependsOn: ['function', 'frequency', 'pulseWidth', ...(other === undefined ? [] : [other])], widest: edgeRange,
    at: (values) => {
      if (values['function'] !== 'pulse') return edgeRange
      const { period, width } = pulseOf(values)
      const both = Math.min(width, period - width) / 0.625
      const most = rounded(other === undefined ? both / 2 : both - numberOf(values, other))
      return { ...edgeRange, max: Math.min(edgeRange.max, Math.max(edgeRange.min, most)) }
    },
  }
}

/** Of a deviation of PWM: in s as `width`, or in % as `duty`; neither the top nor the pause may vanish. */
export function pwmDeviationFor(side: Side, kind: 'width' | 'duty'): NumberRange | DependentRange {
  const widest = kind === 'width' ? { min: 0, max: 1e6, default: 10e-6 } : { min: 0, max: 100, default: 1 }
  if (side === 'instrument') return widest
  return {
    dependsOn: pulseDependencies, widest,
    at: (values) => {
      if (values['function'] !== 'pulse') return widest
      const { period, width, edges } = pulseOf(values)
      const most = Math.max(0, Math.min(width, period - width) - Math.max(edges, shortestPulse))
      return { ...widest, max: rounded(kind === 'width' ? most : 100 * most / period) }
    },
  }
}
