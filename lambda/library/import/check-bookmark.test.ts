import { expect, test } from 'vitest';
import { checkBookmark } from './check-bookmark.ts';

const titleOf = async (url: string, title: string) => {
  const bookmark = { url, title, tags: [], folders: [] };
  return (await checkBookmark(bookmark, { tags: [], folders: 'tags' }, () => undefined))?.title;
};

test('a title that is only the address is none, so that the page gives the link its name', async () => {
  expect(await titleOf('https://example.org/ä', 'https://example.org/ä')).toBe('');
  expect(await titleOf('https://example.org/ä?utm_source=x', 'https://example.org/%C3%A4')).toBe('');
  expect(await titleOf('https://example.org/', 'https://example.org/ explained')).toBe(
    'https://example.org/ explained',
  );
});
