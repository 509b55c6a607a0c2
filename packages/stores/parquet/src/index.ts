export { parquetStore } from './parquet-store.ts'
export type { ParquetStore, ParquetStoreOptions } from './store-options.ts'
