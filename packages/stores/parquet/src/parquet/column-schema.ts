import type { SchemaElement } from 'hyparquet'

/**
 * What a column of a file holds: whole numbers, UTC times in milliseconds, float64, booleans, text, bytes, or lists of float64 that
 * repeat what bytes say for other readers.
 */
export type ColumnKind = 'integer' | 'time' | 'double' | 'boolean' | 'text' | 'bytes' | 'doubles'

export interface FileColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly optional: boolean
}

const physical = {
  integer: { type: 'INT64' },
  // Several readers take isAdjustedToUTC=true with nanoseconds for microseconds; the times are UTC all the same.
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  bytes: { type: 'BYTE_ARRAY' },
} as const

function elementsOf({ name, kind, optional }: FileColumn): SchemaElement[] {
  const repetition_type = optional ? 'OPTIONAL' : 'REQUIRED'
  if (kind !== 'doubles') return [{ name, repetition_type, ...physical[kind] }]
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', type: 'DOUBLE' },
  ]
}

/** The schema of a file with these columns, as its footer has it. */
export function schemaOf(columns: readonly FileColumn[]): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)]
}

/** Where the values of a column are in the schema. */
export function pathOf({ name, kind }: FileColumn): string[] {
  return kind === 'doubles' ? [name, 'list', 'element'] : [name]
}

export function physicalType(kind: ColumnKind): 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'BYTE_ARRAY' {
  return kind === 'doubles' ? 'DOUBLE' : physical[kind].type
}
