import { userInfo } from 'node:os'
import { UsageError } from '../command-error.ts'
import { formatTime } from '../format.ts'
import { withArchive, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'

export interface NoteOptions extends StoreOptions {
  readonly author?: string
  readonly json?: boolean
}

/** Adds a note to a session; without a text, shows those it has. */
export async function noteSession(id: string, text: string | undefined, options: NoteOptions): Promise<void> {
  await withArchive(options, async (store) => {
    const { id: sessionId } = await store.session(id)
    if (text?.trim() === '') throw new UsageError('The note is empty.', 'Give its text in quotes: lab note 3f2a "Lamp was on"')
    if (text !== undefined) await store.annotate(sessionId, { note: { timeMs: Date.now(), author: options.author ?? userName(), text } })
    const { notes } = await store.annotations(sessionId)
    if (options.json === true) return printJson(notes.map(({ timeMs, ...note }) => ({ time: new Date(timeMs).toISOString(), ...note })))
    for (const note of notes) printLine(`${formatTime(note.timeMs)}  ${note.author ?? ''}  ${note.text}`)
    if (notes.length === 0) printLine('No notes.')
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a user id without a name, as in containers
  }
}

export interface TagOptions extends StoreOptions {
  readonly remove?: readonly string[]
  readonly json?: boolean
}

/** Adds and removes tags of a session, and shows those it has. */
export async function tagSession(id: string, tags: readonly string[], options: TagOptions): Promise<void> {
  await withArchive(options, async (store) => {
    const { id: sessionId } = await store.session(id)
    const removeTags = options.remove ?? []
    if (tags.length + removeTags.length > 0) await store.annotate(sessionId, { addTags: tags, removeTags })
    const { tags: present } = await store.annotations(sessionId)
    if (options.json === true) return printJson(present)
    printLine(present.length === 0 ? 'No tags.' : present.join(' '))
  })
}
