import type { SessionStore } from '@lab/core'

/** What a store's author gives for one test: an empty store, and another view of the same data. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: SessionStore
  /** A second instance on the same data while the first is open, as another process would open it. Disposing closes it. */
  reopen(): Promise<SessionStore>
}
