import { settled } from '../levels.ts'
import { edgeRange, frequencyRanges, shortestPulse } from '../specifications.ts'
import { largestDeviation, shortestBurstPeriod } from '../settings/ranges.ts'
import { slowestBurst, burstPeriodRange } from '../specifications.ts'
import type { ChannelSettings } from './channel-settings.ts'

/** After the frequency has changed, whichever way. */
export function frequencySet(settings: ChannelSettings): void {
  const period = settled(settings.period)
  settings.put('squarePeriod', period)
  settings.put('pulsePeriod', period)
  settings.put('pwmDutyDeviation', settled(Math.min(100, 100 * settings.number('pwmDeviation') * settings.frequency)))
  if (settings.function === 'square') limitDuty(settings)
  if (settings.function === 'pulse') periodOfPulseSet(settings)
  else tellPulse(settings)
  const most = largestDeviation(settings.function, settings.frequency)
  if (settings.is('fmState') && settings.number('fmDeviation') > most) {
    settings.adjust('fmDeviation', Math.max(1e-6, most), 'FM deviation changed due to carrier frequency')
  }
  fitBurst(settings)
}

/** After one of the two periods was set. */
export function periodSet(settings: ChannelSettings, name: 'squarePeriod' | 'pulsePeriod'): void {
  const { min, max } = frequencyRanges[settings.function]
  const wanted = settled(1 / settings.number(name))
  const frequency = Math.max(min, Math.min(max, wanted))
  if (frequency !== wanted) settings.conflict('period limited by the present function')
  settings.put('frequency', frequency)
  frequencySet(settings)
}

/** The function has changed: the frequency comes down where it is too high for it. */
export function frequencyForFunction(settings: ChannelSettings): void {
  const { max } = frequencyRanges[settings.function]
  if (settings.frequency > max) {
    settings.adjust('frequency', max, `frequency reduced for ${settings.function} function`)
  }
  frequencySet(settings)
}

/** Neither half of a square is shorter than 16 ns. */
export function limitDuty(settings: ChannelSettings): void {
  const least = Math.max(0.01, 100 * shortestPulse * settings.frequency)
  const duty = settings.number('squareDutyCycle')
  const limited = Math.max(least, Math.min(100 - least, duty))
  if (settled(limited) !== duty) settings.adjust('squareDutyCycle', settled(limited), 'duty cycle limited by frequency')
}

function periodOfPulseSet(settings: ChannelSettings): void {
  if (settings.word('pulseHold') === 'dutyCycle') settings.put(
    'pulseWidth', settled(settings.number('pulseDutyCycle') / 100 * settings.period),
  )
  fitPulse(settings)
}

/** After the width, the duty cycle or an edge was set: the edges give way first, then the width. */
export function fitPulse(settings: ChannelSettings): void {
  if (settings.function !== 'pulse') return tellPulse(settings)
  const { period } = settings
  const width = Math.max(shortestPulse, Math.min(period - shortestPulse, settings.number('pulseWidth')))
  const room = Math.min(width, period - width)
  const lead = settings.number('pulseLeadingEdge')
  const trail = settings.number('pulseTrailingEdge')
  if (0.625 * (lead + trail) > room * (1 + 1e-9)) {
    const edge = settled(Math.max(edgeRange.min, room / 1.25))
    settings.put('pulseTrailingEdge', Math.min(edge, trail))
    settings.adjust('pulseLeadingEdge', Math.min(edge, lead), 'edge time decreased due to pulse width')
  }
  const edges = 0.625 * (settings.number('pulseLeadingEdge') + settings.number('pulseTrailingEdge'))
  const least = Math.max(shortestPulse, edges)
  const fitted = settled(Math.max(least, Math.min(period - least, width)))
  if (Math.abs(fitted - settings.number('pulseWidth')) > 1e-15) settings.adjust(
    'pulseWidth', fitted, 'pulse width changed due to period',
  )
  tellPulse(settings)
}

/** What is told twice. While another function is on, a width may well be longer than the period. */
function tellPulse(settings: ChannelSettings): void {
  settings.put('pulseEdges', settings.number('pulseLeadingEdge'))
  settings.put('pulseDutyCycle', settled(Math.min(99.99, 100 * settings.number('pulseWidth') * settings.frequency)))
}

/** After the duty cycle of pulses was set. */
export function pulseDutySet(settings: ChannelSettings): void {
  settings.put('pulseWidth', settled(settings.number('pulseDutyCycle') / 100 * settings.period))
  fitPulse(settings)
}

/** After both edges of pulses were set. */
export function bothEdgesSet(settings: ChannelSettings): void {
  settings.put('pulseLeadingEdge', settings.number('pulseEdges'))
  settings.put('pulseTrailingEdge', settings.number('pulseEdges'))
  fitPulse(settings)
}

/** Bursts of the internal trigger: their period has room for the cycles, and they end. */
export function fitBurst(settings: ChannelSettings): void {
  if (!settings.is('burstState') || settings.word('burstMode') === 'gated') return
  const source = settings.word('triggerSource')
  const cycles = settings.number('burstCycles')
  if (cycles === Infinity && (source === 'immediate' || source === 'timer')) {
    settings.adjust('triggerSource', 'bus', 'infinite burst changed trigger source to BUS')
  }
  if (settings.word('triggerSource') !== 'immediate') return
  if (settings.frequency < slowestBurst) settings.adjust('frequency', slowestBurst, 'frequency increased for internal burst')
  const least = shortestBurstPeriod(cycles, settings.frequency)
  if (settings.number('burstPeriod') >= least) return
  settings.adjust('burstPeriod', Math.min(burstPeriodRange.max, least), 'burst period increased to fit entire burst')
  if (least <= burstPeriodRange.max) return
  const most = Math.floor((burstPeriodRange.max - 1e-6) * settings.frequency)
  settings.adjust('burstCycles', Math.max(1, most), 'burst count reduced to fit burst period')
}

/** After start or stop of a sweep was set. */
export function startStopSet(settings: ChannelSettings): void {
  const start = settings.number('startFrequency')
  const stop = settings.number('stopFrequency')
  settings.put('centerFrequency', settled((start + stop) / 2))
  settings.put('frequencySpan', settled(stop - start))
}

/** After centre or span of a sweep was set: start and stop stay inside the range of the function. */
export function centerSpanSet(settings: ChannelSettings): void {
  const { min, max } = frequencyRanges[settings.function]
  const center = settings.number('centerFrequency')
  const span = settings.number('frequencySpan')
  const room = 2 * Math.min(center - min, max - center)
  const fitted = Math.sign(span) * Math.min(Math.abs(span), room)
  if (Math.abs(fitted - span) > 1e-9 * Math.abs(span)) settings.adjust(
    'frequencySpan', settled(fitted), 'frequency span changed due to range of function',
  )
  settings.put('startFrequency', settled(center - fitted / 2))
  settings.put('stopFrequency', settled(center + fitted / 2))
}

/** Logarithmic sweeps are shorter, and those of the internal trigger have to repeat. */
export function fitSweep(settings: ChannelSettings): void {
  if (settings.word('sweepSpacing') === 'logarithmic' && settings.number('sweepTime') > 500) {
    settings.adjust('sweepTime', 500, 'sweep time limited for logarithmic spacing')
  }
  const pause = settings.number('sweepHoldTime') + settings.number('sweepReturnTime')
  if (settings.word('triggerSource') !== 'immediate' || settings.number('sweepTime') + pause <= 8000) return
  settings.adjust('sweepTime', Math.max(1e-3, 8000 - pause), 'sweep time limited for immediate trigger')
}
