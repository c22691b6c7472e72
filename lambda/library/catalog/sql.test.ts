import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlAnd, sqlIn, sqlNumber, sqlText } from './sql.ts';

/** Reads literals the way the engine does: a quote ends one unless it is doubled. */
function readLiterals(sql: string): string[] {
  return [...sql.matchAll(/'((?:[^']|'')*)'/g)].map(([, inner]) => (inner ?? '').replaceAll("''", "'"));
}

test('any text comes back out of its literal, and nothing of it stands outside', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
      const clean = texts.map((text) => text.replaceAll('\u0000', '').toWellFormed());
      const sql = sqlIn('id', texts);
      expect(readLiterals(sql)).toEqual(clean);
      expect(sql.replace(/'(?:[^']|'')*'/g, '')).toBe(`id IN (${clean.map(() => '').join(', ')})`);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^['"\\;-]*$/), (text) => {
      expect(readLiterals(sqlText(text))).toEqual([text]);
    }),
  );
});

test('numbers are numbers', () => {
  expect(sqlNumber(1_763_700_000_000)).toBe('1763700000000');
  expect(() => sqlNumber(Number.NaN)).toThrow(RangeError);
  expect(sqlIn('id', [])).toBe('false');
  expect(sqlAnd(['a', undefined, 'b OR c'])).toBe('(a) AND (b OR c)');
});
