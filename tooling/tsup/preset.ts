import { defineConfig } from 'tsup'

/** One build for every package: ESM with declarations, for the oldest supported Node. */
export function tsupPreset(entry: readonly string[]) {
  return defineConfig({
    entry: [...entry],
    format: ['esm'],
    target: 'node22',
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    clean: true,
    sourcemap: false,
    treeshake: true,
  })
}
