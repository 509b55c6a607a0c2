export { parquetStore, type ParquetStore, type ParquetStoreOptions } from './parquet-store.ts'
