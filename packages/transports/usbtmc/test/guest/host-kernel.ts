import { after, it } from 'node:test'
import { runChecks } from './host-python.ts'
import { DeviceProcess } from './plugged.ts'

const deviceProcess = new DeviceProcess()

after(() => deviceProcess[Symbol.asyncDispose]())

void it("the kernel's usbtmc driver as host", { timeout: 120_000 }, async (context) => {
  await using plugged = await deviceProcess.plugIn('KERNEL')
  await runChecks(context, 'host-kernel.py', plugged.bound.file, plugged.bound.interfaceName)
})
