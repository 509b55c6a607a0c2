/**
 * A picture of an instrument's display as a file. It is the options of `session.attach`, too:
 * `session.attach('display.png', picture.data, picture)`.
 */
export interface Screenshot {
  /** What the file is; looked up in its first bytes, not assumed. */
  readonly mediaType: 'image/png' | 'image/bmp'
  /** The file. */
  readonly data: Uint8Array
}
