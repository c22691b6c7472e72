import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRoster, type RosterFilter, type RosterRow } from './roster.ts';

const ids = Array.from({ length: 30 }, (_, i) => (i * i).toString().padStart(26, '0'));
const row = fc.record({
  id: fc.constantFrom(...ids),
  saved: fc.constantFrom(1_000, 1_001, 2_000, 1_700_000_000_000),
  deleted: fc.boolean(),
  status: fc.constantFrom('done', 'failed', ''),
  tags: fc.uniqueArray(fc.constantFrom('a', 'A', 'a/b', 'a/b/c', '读', 'b')),
});
const filter = fc.record({
  tags: fc.uniqueArray(fc.constantFrom('a', 'a/b', 'b', '读', 'nothing'), { maxLength: 2 }),
  status: fc.constantFrom(undefined, 'done', 'failed'),
  trash: fc.boolean(),
});

/** The same by the plainest means. */
function expected(rows: Map<string, RosterRow>, { tags, status, trash }: RosterFilter) {
  return [...rows.values()]
    .filter(({ deleted }) => deleted === trash)
    .filter((one) => status === undefined || one.status === status)
    .filter((one) =>
      tags.every((tag) =>
        one.tags.some((own) => own.toLowerCase() === tag || own.toLowerCase().startsWith(`${tag}/`)),
      ),
    )
    .map(({ id, saved }) => ({ id, saved }))
    .sort((a, b) => b.saved - a.saved || (a.id < b.id ? 1 : -1));
}

test('whatever is put, changed and removed, lists and pages are those of a plain filter and sort', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: row }, fc.constantFrom(...ids)), { maxLength: 120 }),
      filter,
      fc.integer({ min: 1, max: 7 }),
      (steps, asked, limit) => {
        const roster = createRoster();
        const rows = new Map<string, RosterRow>();
        for (const [index, step] of steps.entries()) {
          if (typeof step === 'string') {
            roster.remove(step);
            rows.delete(step);
          } else {
            roster.put(step);
            rows.set(step.id, step);
          }
          if (index % 17 === 0) roster.settle();
        }
        const all = expected(rows, asked);
        expect(roster.newest(asked, undefined, 1000)).toEqual(all);
        const paged = [];
        for (let before = undefined as (typeof all)[number] | undefined; ; ) {
          const page = roster.newest(asked, before, limit);
          paged.push(...page);
          if (page.length < limit) break;
          before = page[page.length - 1];
        }
        expect(paged).toEqual(all);
        expect(ids.filter((id) => roster.matches(id, asked)).sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { id, tags } of rows.values()) expect(roster.tagsOf(id)).toEqual(tags);
      },
    ),
    { numRuns: 150 },
  );
});

test('thousands at once are in order, also those of one moment', () => {
  const roster = createRoster();
  const rows = Array.from({ length: 5_000 }, (_, i) => ({
    id: ((i * 7919) % 5_000).toString().padStart(26, '0'),
    saved: i % 3 === 0 ? 5 : i,
    deleted: false,
    status: 'done',
    tags: [`t${i % 10}`],
  }));
  for (const one of rows) roster.put(one);
  const everything = { tags: [], status: undefined, trash: false };
  const sorted = [...rows].sort((a, b) => b.saved - a.saved || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
  expect(roster.newest(everything, undefined, 10_000).map(({ id }) => id)).toEqual(sorted);
  expect(roster.live()).toBe(5_000);
  expect(roster.newest({ ...everything, tags: ['t3'] }, undefined, 10_000)).toHaveLength(500);
});

test('a tag on most of many links gives the newest of them, alone and with others', () => {
  const roster = createRoster();
  for (let i = 0; i < 12_000; i += 1) {
    const tags = [...(i % 12 === 0 ? [] : ['most']), ...(i % 3 === 0 ? ['third'] : []), `own ${i}`];
    roster.put({ id: i.toString().padStart(26, '0'), saved: i, deleted: false, status: '', tags });
  }
  roster.settle();
  const newest = (tags: string[], before?: number) =>
    roster
      .newest(
        { tags, status: undefined, trash: false },
        before === undefined ? undefined : { saved: before, id: before.toString().padStart(26, '0') },
        3,
      )
      .map(({ saved }) => saved);

  expect(newest(['most'])).toEqual([11_999, 11_998, 11_997]);
  expect(newest(['most', 'third'])).toEqual([11_997, 11_994, 11_991]);
  expect(newest(['most', 'third'], 27)).toEqual([21, 18, 15]);
  expect(newest(['most', 'own 5'])).toEqual([5]);
});
