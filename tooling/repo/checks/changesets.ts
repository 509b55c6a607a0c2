import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { filesBelow, root, workspacePackages } from '../workspace.ts'
import type { Check } from './check.ts'

/** Package names in the front matter of one changeset. */
export function namedPackages(changeset: string): readonly string[] {
  const [, head = ''] = changeset.split('---')
  return [...head.matchAll(/^\s*['"]?(@?[\w/-]+)['"]?\s*:\s*(?:major|minor|patch)\s*$/gmu)].map(([, name = '']) => name)
}

/** Files of a package that its users get something of. */
function isPublished(file: string): boolean {
  return /\/(?:src|schema)\/|\/package\.json$/u.test(file)
}

/** Files that differ from the last release, or all tracked ones when there was none. */
async function filesSinceRelease(): Promise<readonly string[]> {
  const { stdout: tag, code } = await runCommand('git', ['describe', '--tags', '--abbrev=0'])
  const { stdout } = code === 0 ? await runCommand('git', ['diff', '--name-only', tag.trim()]) : await runCommand('git', ['ls-files'])
  return stdout.split('\n')
}

export const changesetsCheck: Check = {
  name: 'changesets',
  stage: 'sources',
  async run() {
    const packages = workspacePackages().filter(({ isPublic }) => isPublic)
    const changesets = filesBelow('.changeset', ['.md']).map((file) => readFileSync(join(root, file), 'utf8'))
    const named = new Set(changesets.flatMap(namedPackages))
    const changed = await filesSinceRelease()
    const isChanged = (folder: string): boolean => changed.some((file) => file.startsWith(`${folder}/`) && isPublished(file))
    const unknown = [...named].filter((name) => packages.every((pkg) => pkg.name !== name))
    return {
      faults: [
        ...packages.filter(({ name, folder }) => !named.has(name) && isChanged(folder)).map(({ name }) => `${name} changed without a changeset`),
        ...unknown.map((name) => `a changeset names ${name}, which is not published`),
      ],
    }
  },
}
