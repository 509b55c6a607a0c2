import { emfFactor, fromPeakToPeak, settled, toPeakToPeak } from '../levels.ts'
import { amplitudeRange, peakLimit } from '../specifications.ts'
import type { ChannelSettings } from './channel-settings.ts'

/** For what binary arithmetic adds. */
const slack = 1 + 1e-9

/** Tells the levels that the output has in terms of the load and the unit. */
function showLevels(settings: ChannelSettings): void {
  const { memory: { emf }, load } = settings
  const factor = emfFactor(load)
  const peakToPeak = settled(emf.peakToPeak * factor)
  const offset = settled(emf.offset * factor)
  const half = settings.function === 'dc' ? 0 : peakToPeak / 2
  settings.put('amplitude', settled(fromPeakToPeak(peakToPeak, settings.amplitudeUnit, settings)))
  settings.put('offset', offset)
  settings.put('high', settled(offset + half))
  settings.put('low', settled(offset - half))
}

/** The amplitude set, in Vpp into the load. */
function shownPeakToPeak(settings: ChannelSettings): number {
  return settled(toPeakToPeak(settings.number('amplitude'), settings.amplitudeUnit, settings))
}

/** Largest amplitude in Vpp into the load: samples that do not span full scale give less. */
function largestAmplitude(settings: ChannelSettings): number {
  const { max } = amplitudeRange(settings.load)
  if (settings.function !== 'arbitrary') return max
  const { min: low, max: high } = settings.memory.waveforms.find(settings.word('arbitrary'))
  return settled(max * (high - low) / 2 / Math.max(1, Math.abs(high), Math.abs(low)))
}

/** Takes levels into the load as those of the output. */
function take(settings: ChannelSettings, peakToPeak: number, offset: number): void {
  const factor = emfFactor(settings.load)
  settings.memory.emf = { peakToPeak: peakToPeak / factor, offset: offset / factor }
  keepInsideLimits(settings)
  showLevels(settings)
}

/** The instrument's own limits clip what goes beyond them. */
function keepInsideLimits(settings: ChannelSettings): void {
  if (!settings.is('limitsEnabled')) return
  const factor = emfFactor(settings.load)
  const { emf } = settings.memory
  const half = settings.function === 'dc' ? 0 : emf.peakToPeak / 2
  const high = Math.min(emf.offset + half, settings.number('highLimit') / factor)
  const low = Math.max(emf.offset - half, settings.number('lowLimit') / factor)
  if (high === emf.offset + half && low === emf.offset - half) return
  const peakToPeak = settings.function === 'dc' ? emf.peakToPeak : Math.max(high - low, 2e-3)
  const offset = settings.function === 'dc' ? Math.min(Math.max(emf.offset, low), high) : (high + low) / 2
  settings.memory.emf = { peakToPeak, offset }
  settings.conflict('levels clipped to the voltage limits')
}

/** After the amplitude was set: an offset without room moves. */
export function amplitudeSet(settings: ChannelSettings): void {
  let peakToPeak = shownPeakToPeak(settings)
  const most = largestAmplitude(settings)
  if (peakToPeak > most * slack) {
    peakToPeak = most
    settings.device.addError(-222, 'Data out of range; value clipped to upper limit')
  }
  const { min } = amplitudeRange(settings.load)
  if (peakToPeak * slack < min) {
    peakToPeak = min
    settings.device.addError(-222, 'Data out of range; value clipped to lower limit')
  }
  const room = settings.function === 'dc' ? peakLimit(settings.load) : settled(peakLimit(settings.load) - peakToPeak / 2)
  const offset = settings.number('offset')
  const moved = Math.max(-room, Math.min(room, offset))
  if (moved !== offset) settings.conflict('offset changed due to amplitude')
  take(settings, peakToPeak, moved)
}

/** After the offset was set: an amplitude without room shrinks. */
export function offsetSet(settings: ChannelSettings): void {
  const { min } = amplitudeRange(settings.load)
  const peak = peakLimit(settings.load)
  const peakToPeak = shownPeakToPeak(settings)
  if (settings.function === 'dc') return take(settings, peakToPeak, settings.number('offset'))
  const offset = Math.max(min / 2 - peak, Math.min(peak - min / 2, settings.number('offset')))
  const room = settled(2 * (peak - Math.abs(offset)))
  if (peakToPeak > room * slack) settings.conflict('amplitude changed due to offset')
  take(settings, Math.min(peakToPeak, room), offset)
}

/** After an upper or lower level was set: they keep the least distance, and the other one moves. */
export function levelSet(settings: ChannelSettings, name: 'high' | 'low'): void {
  const peak = peakLimit(settings.load)
  const least = settled(2e-3 * emfFactor(settings.load))
  let high = settings.number('high')
  let low = settings.number('low')
  if ((high - low) * slack < least) {
    settings.conflict(name === 'high' ? 'low level changed due to high level' : 'high level changed due to low level')
    if (name === 'high') low = settled(high - least)
    else high = settled(low + least)
    low = Math.max(-peak, Math.min(low, peak - least))
    high = Math.min(peak, Math.max(high, low + least))
  }
  take(settings, settled(high - low), settled((high + low) / 2))
}

/** After the unit was set. dBm needs a load. */
export function unitSet(settings: ChannelSettings): void {
  if (settings.amplitudeUnit === 'dBm' && settings.load === Infinity) settings.refuse(
    'dBm output units turned off by infinite output termination',
  )
  showLevels(settings)
}

/** After the load was set: the output stays, everything is told anew. */
export function loadSet(settings: ChannelSettings): void {
  if (settings.is('limitsEnabled')) settings.refuse('not able to change output load with limits enabled')
  const factor = emfFactor(settings.load) / emfFactor(settings.memory.formerLoad)
  settings.memory.formerLoad = settings.load
  for (const name of ['highLimit', 'lowLimit']) settings.put(name, settled(settings.number(name) * factor))
  if (settings.load === Infinity && settings.amplitudeUnit === 'dBm') {
    settings.adjust('amplitudeUnit', 'Vpp', 'amplitude units changed to Vpp due to high-Z load')
  }
  showLevels(settings)
}

/** After the function was set: the amplitude keeps its number in its unit as far as it can. */
export function levelsForFunction(settings: ChannelSettings): void {
  const most = largestAmplitude(settings)
  const peakToPeak = shownPeakToPeak(settings)
  if (settings.function !== 'dc' && peakToPeak > most * slack) settings.conflict('amplitude changed due to function')
  const amplitude = Math.min(peakToPeak, most)
  const room = settings.function === 'dc' ? Infinity : settled(peakLimit(settings.load) - amplitude / 2)
  const offset = settings.number('offset')
  const moved = Math.max(-room, Math.min(room, offset))
  if (moved !== offset) settings.conflict('offset changed due to function')
  take(settings, amplitude, moved)
}

/** After the instrument's own limits were switched: not on while a level is outside. */
export function limitsSwitched(settings: ChannelSettings): void {
  if (!settings.is('limitsEnabled')) return
  if (settings.number('high') > settings.number('highLimit') || settings.number('low') < settings.number('lowLimit')) {
    settings.refuse('voltage limits not enabled: a level is outside')
  }
}

/** After one of the instrument's own limits was set: it never cuts the levels there are. */
export function limitSet(settings: ChannelSettings, name: 'highLimit' | 'lowLimit'): void {
  const [level, beyond] = name === 'highLimit'
    ? [settings.number('high'), settings.number('highLimit') < settings.number('high')]
    : [settings.number('low'), settings.number('lowLimit') > settings.number('low')]
  if (settings.is('limitsEnabled') && beyond) settings.adjust(name, level, 'voltage limit changed due to levels')
}
