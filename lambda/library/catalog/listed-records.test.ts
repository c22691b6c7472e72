import { ok } from '@stillpage/shared/errors.ts';
import { expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { listRecords } from './listed-records.ts';

const COUNT = 24_000;
const PAGE = 1_000;
const idOf = (index: number) => String(index).padStart(26, '0');
/** When a record was written: in another order than that of the ids. */
const modifiedOf = (index: number) => (index * 7919) % COUNT;

test('while a long listing goes on, the newest of what is listed are told', async () => {
  const store = {
    async *listAll() {
      for (let from = 0; from < COUNT; from += PAGE) {
        const indexes = Array.from({ length: PAGE }, (_, i) => from + i);
        yield ok(indexes.map((i) => ({ key: `links/${idOf(i)}.json`, size: 1, modified: modifiedOf(i) })));
      }
    },
  } as unknown as Store;
  const newestOf = (listed: number) =>
    Array.from({ length: listed }, (_, index) => index)
      .sort((a, b) => modifiedOf(b) - modifiedOf(a))
      .slice(0, 256)
      .map(idOf);

  const told: number[] = [];
  const records = await listRecords({ store }, async (newest, listed) => {
    told.push(listed);
    expect(newest).toEqual(newestOf(listed));
  });
  expect(told).toEqual([5_000, 20_000]);
  expect(records.count).toBe(COUNT);
  const [first = []] = records.newestFirst();
  expect(first.map(({ id }) => id)).toEqual(newestOf(COUNT));
});
