export { edu34450a, type Edu34450a } from './driver.ts'
export { edu34450aDeclarations } from './settings.ts'
export {
  accuracy, acInputOhms, burdenOhms, dcInputOhms, overrange, resistanceTestAmps, type DmmFunction, type RangeAccuracy,
} from './specifications.ts'
