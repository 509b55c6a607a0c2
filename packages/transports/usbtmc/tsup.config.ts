import { tsupPreset } from '../../../tooling/tsup/preset.ts'

export default tsupPreset(['src/index.ts', 'src/codec/index.ts', 'src/device/index.ts', 'src/web.ts', 'src/usb-thread.ts'])
