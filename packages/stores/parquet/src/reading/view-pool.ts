import { StoreError } from '@lab/core'
import { SessionView } from './session-view.ts'

const mostIdle = 8

/** Views of sessions between two uses: whoever asks again and again reads on where it was. A view has one user at a time. */
export class ViewPool {
  readonly #idle = new Map<string, SessionView>()
  #closed = false

  /** @throws StoreError (version), or what the system says */
  take(folder: string): SessionView {
    const known = this.#idle.get(folder)
    this.#idle.delete(folder)
    if (known?.refresh() === true) return known
    known?.close()
    const view = new SessionView(folder)
    if (!view.isNewer) return view
    view.close()
    throw new StoreError('version', `${folder} was written by a newer version.`, { hint: 'Update @lab/store-parquet; nothing was changed.' })
  }

  give(view: SessionView): void {
    if (this.#closed || this.#idle.has(view.folder)) return view.close()
    this.#idle.set(view.folder, view)
    const [oldest] = this.#idle.values()
    if (this.#idle.size <= mostIdle || oldest === undefined) return
    this.#idle.delete(oldest.folder)
    oldest.close()
  }

  close(): void {
    this.#closed = true
    for (const view of this.#idle.values()) view.close()
    this.#idle.clear()
  }
}
