export { lxi, type LxiOptions } from './transport.ts'
