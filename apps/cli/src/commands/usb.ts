import type { UsbChange } from '@lab/transport-usbtmc'
import { UsageError } from '../command-error.ts'
import { printJson, printLine } from '../output.ts'
import { styleFor, type Style } from '../style.ts'
import { usbLines } from '../usb-lines.ts'

export interface UsbCommandOptions {
  readonly watch?: boolean
  readonly timeout?: number
  readonly json?: boolean
}

const interrupted = 130

/** Shows the USB instruments on the bus, who has them, and what is missing to use them. Nothing is sent to an instrument. */
export async function showUsb({ watch, timeout, json }: UsbCommandOptions): Promise<void> {
  if (watch !== true && timeout !== undefined) throw new UsageError('--timeout is for --watch only.', 'Add --watch.')
  const usb = await import('@lab/transport-usbtmc')
  if (watch === true) return await watchUsb(usb, timeout, json === true)
  const inventory = await usb.usbInventory()
  if (json === true) return printJson(inventory)
  for (const line of usbLines(inventory, styleFor(process.stdout))) printLine(line)
}

type Usb = Pick<typeof import('@lab/transport-usbtmc'), 'watchUsbtmc'>

/** Prints what is there, then what comes and goes, until it is interrupted or the time is over. */
async function watchUsb({ watchUsbtmc }: Usb, timeoutMs: number | undefined, json: boolean): Promise<void> {
  const abort = new AbortController()
  const interrupt = (): void => {
    process.exitCode = interrupted
    abort.abort()
  }
  process.once('SIGINT', interrupt)
  process.stderr.write('Watching the USB bus; Ctrl-C ends.\n')
  const style = styleFor(process.stdout)
  try {
    const limit = timeoutMs === undefined ? {} : { timeoutMs }
    for await (const change of watchUsbtmc({ signal: abort.signal, ...limit })) printChange(change, json, style)
  } catch (error) {
    if (!abort.signal.aborted) throw error
  } finally {
    process.off('SIGINT', interrupt)
  }
}

function printChange({ change, instrument }: UsbChange, json: boolean, style: Style): void {
  const { resources, manufacturer, model, serial } = instrument
  const [resource = ''] = resources
  if (json) return printLine(JSON.stringify({ change, resource, manufacturer, model, serial }))
  const mark = change === 'attached' ? style.green('plugged in') : style.red('unplugged ')
  printLine([mark, resource, manufacturer, model].filter((part) => part !== undefined).join('  '))
}
