import { expect, test } from 'vitest';
import { recentHits } from './recent-hits.ts';

const row = (id: string, names: string, text: string) => ({
  id,
  names,
  words: `${names} ${text}`,
  text: '',
  listed: '',
});
const FILLER = 'other words of a page '.repeat(50).trim();

test('of rows not merged yet the one that says a word more often comes first, and names come before text', () => {
  const rows = [
    row('once', 'a page', `${FILLER} river ${FILLER}`),
    row('often', 'a page', `river ${FILLER} river river ${FILLER} river`),
    row('named', 'the river', FILLER),
    row('other', 'rivers', `${FILLER} driver`),
  ];
  const { named, scored } = recentHits(rows, 'river', { text: 3, names: 12 });
  expect(named.map(({ id }) => id)).toEqual(['named']);
  const order = scored.sort((a, b) => b._score - a._score).map(({ id }) => id);
  expect(order).toEqual(['named', 'often', 'once']);
  // A page whose text alone has the word is beside the written ones of its kind, not half as good as the best named one.
  const [, often] = scored;
  expect(often?._score).toBeGreaterThan(1.5);
  expect(often?._score).toBeLessThan(3);
});
