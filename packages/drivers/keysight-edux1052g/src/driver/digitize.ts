import { ProtocolError, SettingError, TimeoutError } from '@lab/core'
import { sourceWord, type MeasurementSource } from '../settings/sources.ts'
import { checkMeasured } from './sources.ts'
import { checkNames, type ScopeLink } from './setting-group.ts'
import { inOwnTurn, remainingMs, waiting, waitUntil, type Waiting, type WaitOptions } from './waiting.ts'

/** Options of `digitize` and `autoscale`. */
export interface DigitizeOptions extends WaitOptions {
  /** What is acquired and shown afterwards; what is shown now when absent. */
  readonly sources?: readonly MeasurementSource[] | undefined
}

/** One way to acquire once: how it is begun and waited for, and how it is given up. */
interface Way {
  run(): Promise<void>
  giveUp(): Promise<void>
}

interface Task {
  readonly link: ScopeLink
  readonly sources: readonly MeasurementSource[]
  readonly wait: Waiting
}

/** Bits of `:OPERegister:CONDition?`. */
const running = 8
const waitingForTrigger = 32
/** The bit of the status byte that `*OPC` sets through `*ESE 1`. */
const eventSummary = 32

/** Longest time for each message that ends an acquisition. */
const abortMs = 2000

/** Time in ms after which a single acquisition with an automatic sweep is triggered, as a digitizing one is by itself. */
const autoTriggerMs = 100

/**
 * The sources behind a header, checked: ` CHAN1,CHAN2`. @throws SettingError for what is no source, or more of them than it
 * takes.
 */
export function sourceList(alias: string, sources: readonly MeasurementSource[] = [], most = 4): string {
  const isList: boolean = Array.isArray(sources)
  if (!isList || sources.length > most) {
    throw new SettingError(
      `${alias}: sources is ${JSON.stringify(sources)}, expected a list of ${most} at most; nothing was sent.`,
    )
  }
  for (const source of sources) checkMeasured(alias, source)
  return sources.length === 0 ? '' : ` ${sources.map(sourceWord).join(',')}`
}

/** What decides the way, asked by one message. */
async function readState({ link, wait }: Task) {
  const query = ':TIM:MODE?;:ACQ:TYPE?;:TRIG:SWE?;*ESE?'
  const reply = await link.query(query, { signal: wait.signal, timeoutMs: remainingMs(link, wait) })
  const [timebase = '', type, sweep, enable] = reply.split(';')
  if (enable === undefined || Number.isNaN(Number(enable))) throw new ProtocolError(
    `${link.alias} answered '${query}' with '${reply}'.`,
  )
  if (timebase !== 'MAIN' && timebase !== 'WIND') {
    throw new SettingError(
      `${link.alias} digitizes with the main or the window time base only, it has '${timebase}' now; nothing was begun.`,
    )
  }
  return { averages: type === 'AVER', sweepsByItself: sweep === 'AUTO', enable: Number(enable) }
}

/**
 * With a serial poll, `:DIGitize` itself: it holds back all commands, but the status byte can be read past them, and `*OPC`
 * behind it sets a bit there (Programmer's Guide of the 2000 X-Series, "Synchronizing Acquisitions"). A device clear ends it.
 */
function bySerialPoll({ link, sources, wait }: Task, enable: number): Way {
  const message = `:DIG${sourceList(link.alias, sources)}`
  return {
    async run() {
      const { signal } = wait
      await link.query('*ESR?', { signal })
      // A message each: what is wrong with the first must not take the second along.
      await link.write(`*ESE 1;${message}`, { signal, unchecked: true })
      await link.write('*OPC', { signal, unchecked: true })
      await waitUntil(link, wait, async () => (await link.readStatusByte({ signal }) & eventSummary) !== 0)
      await link.query(`*ESE ${enable};*ESR?`, { signal })
      await link.checkErrors(message, { signal })
    },
    async giveUp() {
      await link.clear({ timeoutMs: abortMs })
      await link.write(`:STOP;*ESE ${enable}`, { timeoutMs: abortMs })
    },
  }
}

/** What `:DIGitize` does with its sources: the channels that are not among them are hidden. */
function showMessage(sources: readonly MeasurementSource[]): string {
  const channels = (['channel1', 'channel2'] as const)
  const hidden = channels.some((channel) => sources.includes(channel))
    ? channels.filter((channel) => !sources.includes(channel))
    : []
  return [
    ...hidden.map((source) => `:BLAN ${sourceWord(source)}`), ...sources.map((source) => `:VIEW ${sourceWord(source)}`),
  ].join(';')
}

/** Without a serial poll, nothing gets past `:DIGitize`; `:SINGle` returns at once, and its state can be asked. */
function bySingle({ link, sources, wait }: Task, sweepsByItself: boolean): Way {
  const { signal } = wait
  const condition = async (): Promise<number> => await link.queryNumber(':OPER:COND?', { signal })
  return {
    async run() {
      if (sources.length > 0) await link.execute(showMessage(sources), { signal })
      await arm(link, wait)
      const armedMs = link.clock.monotonic()
      let mayForce = sweepsByItself
      await waitUntil(link, wait, async () => {
        const state = await condition()
        if (mayForce && (state & waitingForTrigger) !== 0 && link.clock.monotonic() - armedMs >= autoTriggerMs) {
          mayForce = false
          await link.write(':TRIG:FORC', { signal })
        }
        return (state & running) === 0
      })
    },
    giveUp: () => link.write(':STOP', { timeoutMs: abortMs }),
  }
}

/**
 * Averages without a serial poll: `:SINGle` makes none, and nothing gets past `:DIGitize`. A single acquisition shows that
 * triggers come, and can be given up while they do not; the averages after it come to their end by themselves.
 */
function byAnswer(task: Task, single: Way): Way {
  const { link, sources, wait } = task
  const message = `:DIG${sourceList(link.alias, sources)}`
  let isSingle = true
  return {
    async run() {
      await single.run()
      isSingle = false
      await link.query(`${message};*OPC?`, { signal: wait.signal, timeoutMs: remainingMs(link, wait) })
      await link.checkErrors(message, { signal: wait.signal })
    },
    async giveUp() {
      if (!isSingle) await link.clear({ timeoutMs: abortMs })
      await single.giveUp()
    },
  }
}

/** Stops it, arms it for one acquisition, and waits until it says that it is armed (`:AER?`). */
export async function arm(link: ScopeLink, wait: Waiting): Promise<void> {
  const { signal } = wait
  await link.query(':STOP;*OPC?', { signal })
  await link.query(':AER?', { signal })
  await link.execute(':SING', { signal })
  await waitUntil(link, wait, async () => await link.queryNumber(':AER?', { signal }) !== 0)
}

async function begin(task: Task): Promise<Way> {
  const { averages, sweepsByItself, enable } = await readState(task)
  if (task.link.supports.statusByte) return bySerialPoll(task, enable)
  const single = bySingle(task, sweepsByItself)
  return averages ? byAnswer(task, single) : single
}

/** Carries a dialogue out; whatever goes wrong ends the acquisition, too, before the link is anybody else's. */
export async function orGiveUp(run: () => Promise<void>, giveUp: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    // Where this fails, too, it is the link that fails, and its next user is told. The caller has to hear the first reason.
    await giveUp().catch(() => undefined)
    throw error
  }
}

/** What the instrument reports explains better than the time why nothing came of it. */
async function explained(link: ScopeLink, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof TimeoutError) await link.checkErrors(':DIG', { timeoutMs: abortMs })
    throw error
  }
}

/** Names of the options. */
export const digitizeOptions: readonly string[] = ['sources', 'signal', 'timeoutMs', 'intervalMs']

/** Acquires once. */
export async function digitize(link: ScopeLink, given: DigitizeOptions = {}): Promise<void> {
  checkNames(link.alias, given, digitizeOptions)
  const { sources = [], ...options } = given
  sourceList(link.alias, sources)
  const wait = waiting(link, 'digitized', options)
  await inOwnTurn(link, wait, async (inner) => {
    const way = await begin({ link: inner, sources, wait })
    await explained(inner, () => orGiveUp(() => way.run(), () => way.giveUp()))
  })
}
