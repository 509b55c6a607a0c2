import { tsupPreset } from '../../../tooling/tsup/preset.ts'

export default tsupPreset(['src/index.ts', 'src/thread.ts'])
