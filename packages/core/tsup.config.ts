import { tsupPreset } from '../../tooling/tsup/preset.ts'

export default tsupPreset(['src/index.ts', 'src/transport/index.ts', 'src/integrity/index.ts', 'src/units/index.ts', 'src/uncertainty/index.ts'])
