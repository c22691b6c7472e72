import { ok } from '@stillpage/shared/errors.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listAll } from './list-all.ts';

test('a listing by ranges gives every key once, however many there are and however they begin', async () => {
  const key = fc.string({ unit: fc.constantFrom(...'0az_-.9m'), minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 120 }),
      fc.integer({ min: 1, max: 7 }),
      async (names, size) => {
        const keys = names
          .filter((name) => /^[0-9a-z]/.test(name))
          .map((name) => `links/${name}`)
          .sort();
        const list = async (_prefix: string, { after = '' }: { after?: string } = {}) => {
          const from = keys.filter((each) => each > after);
          const objects = from.slice(0, size).map((each) => ({ key: each, size: 1, modified: 1 }));
          const last = objects[objects.length - 1];
          return ok({ objects, ...(from.length > size && last ? { next: last.key } : {}) });
        };
        const seen: string[] = [];
        for await (const page of listAll({ list }, 'links/')) {
          if (page.ok) seen.push(...page.value.map((each) => each.key));
        }
        expect(seen.sort()).toEqual(keys);
      },
    ),
    { numRuns: 60 },
  );
});
