import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { type BenchLink, benchLinks } from './library-data.ts';

const WRITERS = 32;

/** Writes the benchmark's library as the files a server would have left, without an index; one that is there stays. */
export async function makeBenchLibrary(folder: string, count: number): Promise<void> {
  const ready = join(folder, `bench-${count}`);
  if (existsSync(ready)) return;
  await mkdir(join(folder, 'links'), { recursive: true });
  await mkdir(join(folder, 'snapshots'), { recursive: true });
  const links = benchLinks(count);
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (const link of links) await writeLink(folder, link);
    }),
  );
  await writeFile(ready, '');
}

async function writeLink(folder: string, { url, title, tags, note, text, saved }: BenchLink): Promise<void> {
  const id = await linkIdOf(url);
  const snapshotId = await linkIdOf(`snapshot of ${url}`);
  const time = new Date(saved).toISOString();
  const bytes = Buffer.from(text);
  const link: LinkRecord = {
    schema: 1,
    id,
    url,
    title,
    titleEdited: false,
    tags,
    note,
    snapshotIds: [snapshotId],
    createdAt: time,
    updatedAt: time,
    rev: 1,
  };
  const snapshot: SnapshotRecord = {
    schema: 1,
    id: snapshotId,
    linkId: id,
    url,
    visibility: 'link',
    source: 'server',
    view: viewSchema.parse({}),
    wanted: ['still', 'thumbnail', 'text'],
    status: 'done',
    attempts: 1,
    createdAt: time,
    finishedAt: time,
    page: { finalUrl: url, title },
    artifacts: {
      text: {
        type: 'text/markdown; charset=utf-8',
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        storedBytes: bytes.length,
      },
    },
    omissions: [],
    timings: {},
    versions: {},
  };
  const place = join(folder, 'snapshots', snapshotId);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'text.md'), bytes);
  await writeFile(join(place, 'record.json'), JSON.stringify(snapshot));
  await writeFile(join(folder, 'links', `${id}.json`), JSON.stringify(link));
}
