import { action, lanDeclarations as commonDeclarations, type Declarations } from '@lab/scpi'

/** LAN and LXI (Programming Guide, SYSTem:COMMunicate:LAN, SYSTem:COMMunicate:TCPip and LXI). */
export const lanDeclarations = {
  ...commonDeclarations,
  controlPort: action({
    header: 'SYSTem:COMMunicate:TCPip:CONTrol', form: 'query', effect: { kind: 'none' },
    description: 'Port of the control socket of this link; 0 where there is none.',
  }),
} as const satisfies Declarations
