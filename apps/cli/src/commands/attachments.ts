import type { Attached, SessionStore } from '@lab/core'
import { CommandError } from '../command-error.ts'
import { refuseTerminal, standardOutput, writeFileWhole } from '../export/export-target.ts'
import { formatTime } from '../format.ts'
import { withStore, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { attachmentSummary, type AttachmentSummary } from '../session-record.ts'
import { eventsBesidePoints } from '../sparse-events.ts'
import { textTable } from '../text-table.ts'

export interface AttachmentOptions extends StoreOptions {
  readonly output?: string
  readonly json?: boolean
}

/** Lists the files that belong to a session, or writes one of them as it is. Of several with one name, the last one counts. */
export async function showAttachments(id: string, name: string | undefined, options: AttachmentOptions): Promise<void> {
  await withStore(options, async (store) => {
    const { id: sessionId } = await store.session(id)
    if (name === undefined) return printList(await listOf(store, sessionId), options)
    const { data, mediaType } = await find(store, sessionId, name)
    if (options.output !== undefined) return await writeFileWhole(options.output, async (sink) => await sink.write(data))
    if (!mediaType.startsWith('text/')) refuseTerminal(mediaType)
    await standardOutput.write(data)
  })
}

async function listOf(store: SessionStore, id: string): Promise<AttachmentSummary[]> {
  const list: AttachmentSummary[] = []
  for await (const event of eventsBesidePoints(store, id)) if (event.type === 'attached') list.push(attachmentSummary(event))
  return list
}

async function find(store: SessionStore, id: string, name: string): Promise<Attached> {
  const names = new Set<string>()
  let found: Attached | undefined
  for await (const event of eventsBesidePoints(store, id)) {
    if (event.type !== 'attached') continue
    names.add(event.name)
    if (event.name === name) found = event
  }
  if (found !== undefined) return found
  const hint = names.size === 0 ? 'It has no attachments at all.' : `It has: ${[...names].join(', ')}.`
  throw new CommandError(`Session ${id} has no attachment '${name}'.`, hint)
}

function printList(list: readonly AttachmentSummary[], { json }: AttachmentOptions): void {
  if (json === true) return printJson(list.map(({ timeMs, ...rest }) => ({ ...rest, time: new Date(timeMs).toISOString() })))
  if (list.length === 0) return printLine('No attachments.')
  const rows = list.map(({ name, mediaType, bytes, timeMs }) => [name, mediaType, String(bytes), formatTime(timeMs)])
  for (const line of textTable(['name', 'type', 'bytes', 'time'], rows)) printLine(line)
}
