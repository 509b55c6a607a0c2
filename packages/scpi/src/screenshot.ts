import { ProtocolError, type OperationOptions, type Screenshot } from '@lab/core'

/** Time a picture may take where none is given, in ms. */
const pictureMs = 15_000

/** What a link has to do for it. */
interface BlockLink {
  readonly alias: string
  queryBlock(message: string, options?: OperationOptions): Promise<Uint8Array>
}

/** The kind of a picture file by its first bytes; undefined for neither PNG nor BMP. */
function mediaTypeOf(data: Uint8Array): Screenshot['mediaType'] | undefined {
  if (data[0] === 0x42 && data[1] === 0x4d) return 'image/bmp'
  return data[0] === 0x89 && data[1] === 0x50 && data[2] === 0x4e && data[3] === 0x47 ? 'image/png' : undefined
}

/**
 * Asks for a picture of the display, which takes seconds: 15 s at most when no `timeoutMs` is given.
 * @param message the query that is answered with a file in a block, such as `:HCOP:SDUM:DATA?`.
 * @throws ProtocolError when what comes is neither a PNG nor a BMP file.
 */
export async function queryScreenshot(link: BlockLink, message: string, options?: OperationOptions): Promise<Screenshot> {
  const data = await link.queryBlock(message, { ...options, timeoutMs: options?.timeoutMs ?? pictureMs })
  const mediaType = mediaTypeOf(data)
  if (mediaType !== undefined) return { mediaType, data }
  throw new ProtocolError(`${link.alias}: '${message}' answered ${data.length} bytes that are neither a PNG nor a BMP file.`)
}
