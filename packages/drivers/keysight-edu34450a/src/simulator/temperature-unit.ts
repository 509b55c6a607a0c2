/** A temperature in °C in the unit that the meter is set to. */
export function inDisplayUnit(celsius: number, unit: string): number {
  if (!Number.isFinite(celsius)) return celsius
  if (unit === 'kelvin') return celsius + 273.15
  return unit === 'fahrenheit' ? celsius * 1.8 + 32 : celsius
}
