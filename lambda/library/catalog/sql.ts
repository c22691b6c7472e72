/**
 * A value as an SQL string literal: the one way any text enters a filter. Quotes are doubled; the engine knows no
 * other escape. Characters that no stored text can have are dropped.
 */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\u0000', '').toWellFormed().replaceAll("'", "''")}'`;
}

/** A finite number as SQL. */
export function sqlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a number for a query: ${value}`);
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

export function sqlAnd(conditions: readonly (string | undefined)[]): string {
  return conditions
    .filter((condition) => condition !== undefined)
    .map((condition) => `(${condition})`)
    .join(' AND ');
}

export function sqlIn(column: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${column} IN (${values.map(sqlText).join(', ')})`;
}
