/** Colours by their place in the palette of a picture. */
export const colours = {
  black: [0, 0, 0], white: [255, 255, 255], grid: [72, 72, 72], yellow: [255, 221, 0], green: [0, 200, 64],
  purple: [190, 90, 230],
  orange: [255, 140, 0], blue: [90, 160, 255], red: [230, 60, 60],
} as const satisfies Readonly<Record<string, readonly [number, number, number]>>

export type Colour = keyof typeof colours

const names = Object.keys(colours)

/** A picture with a palette, drawn point by point. */
export class Picture {
  readonly width: number
  readonly height: number
  readonly #pixels: Uint8Array

  constructor(width: number, height: number, background: Colour) {
    this.width = width
    this.height = height
    this.#pixels = new Uint8Array(width * height).fill(names.indexOf(background))
  }

  dot(x: number, y: number, colour: Colour): void {
    if (x >= 0 && y >= 0 && x < this.width && y < this.height) this.#pixels[y * this.width + x] = names.indexOf(colour)
  }

  column(x: number, from: number, to: number, colour: Colour): void {
    const last = Math.min(this.height - 1, Math.max(from, to))
    for (let y = Math.max(0, Math.min(from, to)); y <= last; y++) this.dot(x, y, colour)
  }

  row(y: number): Uint8Array {
    return this.#pixels.subarray(y * this.width, (y + 1) * this.width)
  }
}

/** The palette as red, green, blue. */
export function palette(grayscale: boolean): Uint8Array {
  return Uint8Array.from(Object.values(colours).flatMap(([red, green, blue]) => {
    const gray = Math.round(0.3 * red + 0.59 * green + 0.11 * blue)
    return grayscale ? [gray, gray, gray] : [red, green, blue]
  }))
}
