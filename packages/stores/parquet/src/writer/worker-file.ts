/** The writer thread's program: beside this file as a source, beside the one file of the package when built. */
export const workerFile = new URL(import.meta.url.endsWith('.ts') ? './writer-worker.ts' : './writer-worker.js', import.meta.url)
