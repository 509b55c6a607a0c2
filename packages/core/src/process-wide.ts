/**
 * One value for the whole process, shared by every installed copy of this package. The copies agree on its shape as long as the
 * key is the same; a change of shape takes a new key.
 */
export function processWide<T extends object>(key: string, make: () => T): T {
  const shared: { [key: symbol]: T | undefined } = globalThis
  return (shared[Symbol.for(key)] ??= make())
}
