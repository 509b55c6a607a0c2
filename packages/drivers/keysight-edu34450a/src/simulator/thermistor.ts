/**
 * The thermistor of the temperature function, 5 kΩ at 25 °C (YSI 44007), after Steinhart and Hart. The coefficients are the usual
 * ones of this curve; which ones the meter uses is not documented.
 */
const coefficients = [1.285e-3, 2.362e-4, 9.285e-8] as const

/** What the meter shows at most (data sheet), in °C. */
export const temperatureSpan = { min: -80, max: 150 } as const

const zeroCelsius = 273.15

/** Temperature in °C of a resistance in Ω. */
export function temperatureOf(ohms: number): number {
  const [a, b, c] = coefficients
  const log = Math.log(ohms)
  return 1 / (a + b * log + c * log ** 3) - zeroCelsius
}
