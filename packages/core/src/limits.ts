/** The span a quantity may have, in SI base units. A missing bound is open. */
export interface LimitRange {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Limits of one channel by quantity, such as `{ voltage: { max: 5 } }`. The quantities are those the driver declares. */
export type ChannelLimits = Readonly<Record<string, LimitRange>>

/** The bench's limits for one instrument. */
export interface InstrumentLimits {
  /** Where they are written, for messages: the path of the bench file, or `limits` of a script. */
  readonly source: string
  /** By channel. The key `*` holds for every channel, and for what belongs to none. */
  readonly channels: Readonly<Record<string, ChannelLimits>>
}

/** The limits that hold for a channel: those of `*` narrowed by the channel's own. */
export function limitsOfChannel(limits: InstrumentLimits, channel: number | string | undefined): ChannelLimits {
  const general = limits.channels['*'] ?? {}
  const own = channel === undefined ? {} : (limits.channels[String(channel)] ?? {})
  const merged: Record<string, LimitRange> = { ...general }
  for (const [quantity, range] of Object.entries(own)) merged[quantity] = narrower(merged[quantity], range)
  return merged
}

function narrower(a: LimitRange | undefined, b: LimitRange): LimitRange {
  if (a === undefined) return b
  return {
    min: a.min === undefined ? b.min : b.min === undefined ? a.min : Math.max(a.min, b.min),
    max: a.max === undefined ? b.max : b.max === undefined ? a.max : Math.min(a.max, b.max),
  }
}

/** Whether a value lies inside. `NaN` never does. */
export function isInside(range: LimitRange, value: number): boolean {
  return value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity)
}

/** `0 … 5 V`, `≤ 5 V` or `≥ 0 V`, for messages. */
export function describeRange(range: LimitRange, unit = ''): string {
  const suffix = unit === '' ? '' : ` ${unit}`
  if (range.min !== undefined && range.max !== undefined) return `${range.min} … ${range.max}${suffix}`
  if (range.max !== undefined) return `≤ ${range.max}${suffix}`
  if (range.min !== undefined) return `≥ ${range.min}${suffix}`
  return 'any'
}
