import type { ArchiveStore, OperationOptions } from '@lab/core'

/** How a store of Parquet files is written. */
export interface ParquetStoreOptions {
  /** The folder, absolute or from the working directory. The first session makes it; an empty folder is an empty store. */
  readonly path: string
  /** Rows of a row group; 65,536 when absent. It is written earlier where its texts and samples fill 32 MiB. */
  readonly groupRows?: number | undefined
  /**
   * After so many milliseconds, rows that wait for their row group are written all the same and their files finished, so that other
   * programs see them while the session goes on; 600,000 (ten minutes) when absent. Nothing that was acknowledged depends on it.
   */
  readonly flushMs?: number | undefined
  /** Longest wait for another program that changes notes and tags of the same session, in milliseconds; 5000 when absent. */
  readonly lockTimeoutMs?: number | undefined
}

/** A store of Parquet files, with what others have not. */
export interface ParquetStore extends ArchiveStore {
  /**
   * Writes the points of a session that nobody writes any more into as few files and row groups as there should be, and brings one that was
   * interrupted to its end. The records and their chain do not change. A session is compacted by itself when it is closed with many
   * small files.
   * @throws StoreError (not-found, locked, full, write, corrupt)
   */
  compact(id: string, options?: OperationOptions): Promise<void>
}
