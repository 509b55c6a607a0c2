import type { ArchiveStore } from '@lab/core'
import type { StoreFixture } from '../store-contract/fixture.ts'

/** What the author of a store for keeps gives for one test: an empty store, another view of the same data, and a second empty store. */
export interface ArchiveFixture extends StoreFixture {
  readonly store: ArchiveStore
  reopen(): Promise<ArchiveStore>
  /** Empty, and of any kind: sessions are copied there and back. */
  readonly other: ArchiveStore
  /** One more empty store of the kind that is tested. */
  another(): Promise<ArchiveStore>
}
