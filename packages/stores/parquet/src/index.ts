export { parquetStore, type ParquetStoreOptions } from './parquet-store.ts'
