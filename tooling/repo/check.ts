/** `npm run check`: the rules of the house. `npm run check -- layers sizes` runs those whose names contain one of the words. */
import { browserCheck } from './checks/browser.ts'
import { changesetsCheck } from './checks/changesets.ts'
import type { Check } from './checks/check.ts'
import { docsCheck, lintCheck, unusedCheck } from './checks/commands.ts'
import { cyclesCheck } from './checks/cycles.ts'
import { layersCheck } from './checks/layers.ts'
import { manifestsCheck } from './checks/manifests.ts'
import { packedCheck } from './checks/packed.ts'
import { referencesCheck } from './checks/references.ts'
import { sizesCheck } from './checks/sizes.ts'
import { versionsCheck } from './checks/versions.ts'

const checks: readonly Check[] = [
  lintCheck, layersCheck, cyclesCheck, browserCheck, manifestsCheck, versionsCheck, changesetsCheck, referencesCheck, sizesCheck,
  docsCheck, unusedCheck, packedCheck,
]

/** Runs one check and prints what it found; true when there was nothing. */
async function runCheck(check: Check): Promise<boolean> {
  let start = 0
  const { faults, note } = await Promise.resolve()
    .then(() => {
      start = performance.now()
      return check.run()
    })
    .catch((failure: unknown) => ({ faults: [failure instanceof Error ? failure.message : String(failure)], note: undefined }))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)${note === undefined ? '' : `: ${note}`}`)
  for (const fault of faults) console.log(`         ${fault}`)
  return faults.length === 0
}

async function runStage(stage: Check['stage'], wanted: readonly Check[]): Promise<readonly boolean[]> {
  return Promise.all(wanted.filter((check) => check.stage === stage).map(runCheck))
}

const words = process.argv.slice(2)
const wanted = checks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
if (wanted.length === 0) console.log(`No check has that name. There are: ${checks.map(({ name }) => name).join('; ')}`)
const outcomes = [...(await runStage('sources', wanted)), ...(await runStage('packed', wanted))]
const failed = outcomes.filter((ok) => !ok).length
console.log(failed === 0 ? `All ${outcomes.length} checks passed.` : `${failed} of ${outcomes.length} checks failed.`)
process.exitCode = failed === 0 && wanted.length > 0 ? 0 : 1
