import type { ServedInstrument, ServedLink } from '@lab/core/transport'
import { ContractInstrument } from './contract-instrument.ts'

const messageAvailable = 0x10
const requestService = 0x40

/** The instrument at the other end of {@link transportContract}, as the servers of a wire take one. */
export function servedContract(instrument = new ContractInstrument()): ServedInstrument {
  return { openLink: () => openLink(instrument) }
}

function openLink(instrument: ContractInstrument): ServedLink {
  const responses: Uint8Array[] = []
  const onResponse = new Set<() => void>()
  const onRequest = new Set<(statusByte: number) => void>()
  let requesting = 0
  const status = (): number => requesting | (responses.length > 0 ? messageAvailable : 0)
  const link = instrument.link({
    send: (response) => {
      responses.push(response)
      for (const listener of onResponse) listener()
    },
    requestService: () => {
      requesting = requestService
      for (const listener of onRequest) listener(status())
    },
  })
  const read = (): Uint8Array | undefined => responses.shift()
  return {
    receive: (bytes, end) => link.receive(bytes, end),
    read,
    talk: read,
    onResponse: (listener) => {
      onResponse.add(listener)
      return () => onResponse.delete(listener)
    },
    onServiceRequest: (listener) => {
      onRequest.add(listener)
      return () => onRequest.delete(listener)
    },
    whenIdle: (listener) => listener(),
    clear: () => {
      responses.length = 0
      link.clear()
    },
    trigger: () => link.trigger(),
    statusByte: () => {
      const byte = status()
      requesting = 0
      return byte
    },
    close: () => link.close(),
  }
}
