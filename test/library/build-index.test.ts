import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rebuildIndex } from '@stillpage/lambda/library/catalog/build-index.ts';
import type { BuildingIndex, OpenIndex } from '@stillpage/lambda/library/catalog/open-index.ts';
import { findLinks } from '@stillpage/lambda/library/catalog/queries.ts';
import { openFolderLibrary } from '@stillpage/lambda/library/folder-library.ts';
import { openRecords } from '@stillpage/lambda/library/records.ts';
import { verifyLibrary } from '@stillpage/lambda/library/verify/verify.ts';
import { openFolderStore } from '@stillpage/lambda/store/folder-store.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import { afterAll, expect, test } from 'vitest';
import { benchLinks } from '../bench/library-data.ts';
import { makeBenchLibrary } from '../bench/library-folder.ts';
import { value } from '../store/contract.ts';

const COUNT = 600;
const folder = await mkdtemp(join(tmpdir(), 'stillpage-build-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const list = async ({ generation, overview }: OpenIndex, q?: string) =>
  (await findLinks(generation, overview, { tag: [], limit: 200, q }))?.links ?? [];

test('an index that is being built is asked for the newest links, and goes on after it was cut off', async () => {
  await makeBenchLibrary(folder, COUNT);
  const links = [...benchLinks(COUNT)];
  // As a server leaves them: a record that was saved later was written later.
  for (const { url, saved } of links) {
    const path = join(folder, 'links', `${await linkIdOf(url)}.json`);
    await utimes(path, saved / 1000, saved / 1000);
  }
  // What a program that copies folders leaves beside a record.
  await writeFile(join(folder, 'links', 'Copy (1) of it.json'), '{}');
  const store = value(await openFolderStore(folder));
  const source = { store, records: openRecords(store, () => undefined) };
  const location = { uri: join(folder, 'catalog') };
  const told: string[] = [];
  const log = (line: string) => void told.push(line);

  const cut = new AbortController();
  let asked: Promise<unknown> = Promise.resolve();
  const onBuilding = ({ open, progress }: BuildingIndex) => {
    if (progress.done === 0 || cut.signal.aborted) return;
    expect(progress.of).toBe(COUNT);
    asked = (async () => {
      const newest = links.slice(-200).reverse();
      expect((await list(open)).map(({ url }) => url)).toEqual(newest.map(({ url }) => url));
      const [first] = newest;
      expect((await list(open, `"${first?.title}"`)).map(({ url }) => url)).toContain(first?.url);
    })();
    cut.abort();
  };
  await expect(
    rebuildIndex({ source, location, log, signal: cut.signal, onBuilding }, 'x'),
  ).rejects.toThrow();
  await asked;
  const begun = JSON.parse(await readFile(join(folder, 'catalog', 'building.json'), 'utf8'));

  // Written while nobody looked: one that had been read, and one that had not.
  for (const at of [COUNT - 1, 0]) {
    const path = join(folder, 'links', `${await linkIdOf(links[at]?.url ?? '')}.json`);
    const record = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...record, title: `Changed ${at}`, rev: record.rev + 1 }));
  }
  const { signal } = new AbortController();
  const built = value(await rebuildIndex({ source, location, log, signal }, 'it was asked for'));
  expect(built.generation.name).toBe(begun.generation);
  expect(await built.generation.table.countRows()).toBe(COUNT);
  expect(built.overview.roster.live()).toBe(COUNT);
  expect((await list(built, 'changed')).map(({ title }) => title).sort()).toEqual([
    'Changed 0',
    `Changed ${COUNT - 1}`,
  ]);
  expect(told).toEqual([`index built anew over ${COUNT} links, because it was asked for`]);
  expect(value(await store.get('catalog/building.json'))).toBeUndefined();
  built.generation.close();
});

test('files that other programs leave in a library hinder nothing and are named by verify', async () => {
  const place = await mkdtemp(join(tmpdir(), 'stillpage-strange-'));
  try {
    await makeBenchLibrary(place, 2);
    for (const name of ['links', 'queue', 'trash', 'snapshots/Copy of it']) {
      await mkdir(join(place, name), { recursive: true });
      await writeFile(join(place, name, 'Conflict (1).json'), '{}');
    }
    const { library, store, close } = value(await openFolderLibrary({ folder: place, base: () => '' }));
    expect(value(await library.links({ tag: [], limit: 10 })).links).toHaveLength(2);
    expect(value(await library.purgeTrash(new Date()))).toBe(0);
    let exported = '';
    for await (const piece of library.exportLinks({ format: 'urls', tag: [] })) exported += piece;
    expect(exported.trim().split('\n')).toHaveLength(2);
    const records = openRecords(store, () => undefined);
    const { signal } = new AbortController();
    const { findings } = value(await verifyLibrary({ store, records }, { repair: false, signal }));
    expect(findings.map(({ key, problem }) => [key, problem])).toEqual([
      ['links/Conflict (1).json', 'unreadable-record'],
    ]);
    await close();
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});
