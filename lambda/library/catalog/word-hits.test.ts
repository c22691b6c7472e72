import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeRecent } from './indexer.ts';
import { createGeneration, indexGeneration, loadEngine, optimizeGeneration } from './lance.ts';
import { learnUnmerged, noteRow, readOverview } from './overview.ts';
import { findLinks } from './queries.ts';
import { rowOf } from './row.ts';

const folder = await mkdtemp(join(tmpdir(), 'stillpage-hits-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const LOOKED_THROUGH_BY = ['the engine', 'this program'] as const;
const idOf = (index: number) => String(index).padStart(26, '0');

function row(index: number, title: string, rev = 1) {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const link = {
    schema: 1 as const,
    id: idOf(index),
    url: `https://example.org/${index}`,
    title,
    titleEdited: false,
    tags: ['all'],
    note: '',
    snapshotIds: [],
    createdAt,
    updatedAt: createdAt,
    rev,
  };
  const text = { text: 'The same words on every page.', sha256: '' };
  return { ...rowOf(link, undefined, text), seq: index * 10 + rev, indexed: 0 };
}

test.each(LOOKED_THROUGH_BY)(
  'a search finds each link once and as it is now, where %s looks through what is not merged',
  async (who) => {
    const lance = await loadEngine();
    if (!lance.ok) throw new Error(lance.error.message);
    const generation = await createGeneration(lance.value, { uri: folder }, who.replaceAll(' ', '-'));
    await generation.table.add(Array.from({ length: 40 }, (_, i) => row(i, `Page ${i}`)));
    await indexGeneration(generation);
    const overview = await readOverview(generation);
    if (who === 'this program') await learnUnmerged(overview, generation);
    expect(overview.unmerged.rows()?.size).toBe(who === 'this program' ? 0 : undefined);
    const titles = async (q: string) => {
      const found = await findLinks(generation, overview, { q, tag: [], limit: 100 });
      return found?.links.map(({ title }) => title).sort();
    };
    const write = async (index: number, title: string, rev: number) => {
      const changed = row(index, title, rev);
      overview.recent.set(changed.id, changed);
      noteRow(overview, changed);
      await writeRecent(generation, overview);
    };

    expect(await titles('same words')).toHaveLength(40);
    await write(7, 'Renamed', 2);
    expect(await titles('renamed')).toEqual(['Renamed']);
    expect(await titles('same words')).toContain('Renamed');

    // Merged by another process: the rows lie elsewhere, what is kept of them does not know yet.
    await optimizeGeneration(generation, 0);
    expect(await titles('same words')).toHaveLength(40);
    await write(40, 'A new one', 1);
    await write(7, 'Renamed again', 3);

    const all = await titles('same words');
    expect(all).toHaveLength(41);
    expect(all?.filter((title) => title.startsWith('Renamed'))).toEqual(['Renamed again']);
    expect(await titles('"the same words"')).toHaveLength(41);
    expect(await titles('renamed again')).toEqual(['Renamed again']);

    // Whoever opens it later knows which they are by the engine's count.
    const later = await readOverview(generation);
    await learnUnmerged(later, generation);
    expect([...(later.unmerged.rows()?.keys() ?? [])].sort()).toEqual([idOf(7), idOf(40)]);
    expect(later.unmerged.rows()?.get(idOf(7))?.listed).toContain('Renamed again');
    generation.close();
  },
);
