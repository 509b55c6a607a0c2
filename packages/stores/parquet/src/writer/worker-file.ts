/** The writer thread's program: above this file as a source, beside the built ones. */
export const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../writer-worker.ts' : './writer-worker.js', import.meta.url)
