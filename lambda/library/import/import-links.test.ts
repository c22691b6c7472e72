import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@stillpage/shared/errors.ts';
import { afterAll, expect, test, vi } from 'vitest';
import { openFolderLibrary } from '../folder-library.ts';

const folder = await mkdtemp(join(tmpdir(), 'stillpage-import-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('new links, those that are there and one page twice in a file are listed as their records are', async () => {
  const { library, close } = must(await openFolderLibrary({ folder, base: () => '' }));
  const bring = async (entries: readonly object[]) => {
    const text = (async function* () {
      yield entries.map((entry) => JSON.stringify(entry)).join('\n');
    })();
    const query = { tag: [], folders: 'tags' as const, capture: false, format: 'json' as const };
    const { read, added, merged, unchanged } = must(
      await library.importFile(text, query, { signal: new AbortController().signal }),
    );
    return { read, added, merged, unchanged };
  };
  const many = Array.from({ length: 50 }, (_, i) => ({ url: `https://example.org/${i}`, tags: ['many'] }));
  const twice = [
    { url: 'https://example.org/twice', title: 'First', tags: ['a'] },
    { url: 'https://example.org/twice?utm_source=x', title: 'Second', tags: ['b'] },
  ];

  expect(await bring([...many.slice(0, 20), ...twice])).toEqual({
    read: 22,
    added: 21,
    merged: 1,
    unchanged: 0,
  });
  expect(await bring([...twice, ...many])).toEqual({ read: 52, added: 30, merged: 0, unchanged: 22 });

  const listed = async (tag: string[]) => must(await library.links({ tag, limit: 200 })).links;
  // On a slow machine the writer is let go before the index has it all.
  await vi.waitFor(async () => {
    expect(await listed(['many'])).toHaveLength(50);
    expect((await listed(['a', 'b'])).map(({ title, rev }) => [title, rev])).toEqual([['First', 2]]);
    for (const { id, rev, tags } of await listed([])) {
      const record = must(await library.link(id));
      expect({ rev, tags }).toEqual({ rev: record.rev, tags: record.tags });
    }
  }, 60_000);
  await close();
});
