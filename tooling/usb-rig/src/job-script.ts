import path from 'node:path'

export interface JobOptions {
  /** Where the command runs. */
  readonly folder: string
}

const variables = {
  LAB_USB_RIG: 'guest',
  NODE_OPTIONS: '--conditions=lab-source',
  NODE_COMPILE_CACHE: '/run/rig/compiled',
  // A read of a device that has nothing to say occupies a thread.
  UV_THREADPOOL_SIZE: '16',
  // Random mishaps after the listed ones: a minute and more of a guest under emulation.
  RECOVERY_ROUNDS: process.env['RECOVERY_ROUNDS'] ?? '200',
}

/** The shell script that runs a command in the guest, with the Node that runs here. */
export function jobScript(command: readonly string[], { folder }: JobOptions): string {
  const searched = [path.dirname(process.execPath), '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return [
    `export PATH="$rig:"${quoted(searched.join(':'))}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${quoted(folder)} || exit 1`,
    command.map(quoted).join(' '),
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
