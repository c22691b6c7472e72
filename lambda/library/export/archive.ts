import { createWriteStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { decodedBody } from '../../store/decoded-body.ts';
import { makeFolder } from '../../store/make-folder.ts';
import type { Store } from '../../store/store.ts';
import { filesOf } from '../artifacts.ts';
import { artifactKey } from '../keys.ts';
import type { Records } from '../records.ts';
import { allLinks } from './all-links.ts';
import { type ArchivedLink, archivePages } from './archive-pages.ts';

/** Of its folders: an archive is made to be handed on, so the person's own mask decides who reads it. */
const ARCHIVE_MODE = 0o777;

/** Which files of a version go into an archive, and where. */
const FOLDERS = {
  still: { folder: 'stills', ending: 'html' },
  thumbnail: { folder: 'thumbnails', ending: 'webp' },
  screenshot: { folder: 'screenshots', ending: 'webp' },
  text: { folder: 'texts', ending: 'md' },
} as const satisfies Partial<Record<ArtifactName, { folder: string; ending: string }>>;
type Archived = keyof typeof FOLDERS;

export type ArchiveReport = {
  readonly links: number;
  readonly files: number;
  readonly missing: readonly string[];
};

/**
 * Writes stills, pictures and texts as plain files into a folder, with an index that any browser shows without a
 * program or a script. Files that are there already are kept, so an archive that was cut off, or an older one, is
 * simply written again. `missing` names the files that could not be read. Throws when the folder cannot be written.
 */
export async function writeArchive(
  { store, records }: { readonly store: Store; readonly records: Records },
  out: string,
  options: {
    readonly tags: readonly string[];
    readonly signal: AbortSignal;
    onProgress?: (links: number) => void;
  },
): Promise<Result<ArchiveReport>> {
  const archived: (ArchivedLink & { readonly saved: string })[] = [];
  const missing: string[] = [];
  let files = 0;

  async function copy(snapshot: SnapshotRecord, name: Archived): Promise<string | undefined> {
    const artifact = snapshot.artifacts[name];
    if (!artifact) return undefined;
    const { folder, ending } = FOLDERS[name];
    const path = `${folder}/${filesOf(snapshot)}.${ending}`;
    const copied = await copyFile(
      store,
      artifactKey(filesOf(snapshot), name),
      join(out, path),
      artifact.bytes,
    );
    if (copied) files += 1;
    else missing.push(artifactKey(snapshot.id, name));
    return copied ? path : undefined;
  }

  for await (const link of allLinks({ store, records }, options.tags)) {
    if (!link.ok) return link;
    options.signal.throwIfAborted();
    const { newest, older } = await versionsOf(records, link.value);
    const paths: Partial<Record<Archived, string>> = {};
    for (const name of Object.keys(FOLDERS) as Archived[]) {
      const path = newest && (await copy(newest, name));
      if (path !== undefined) paths[name] = path;
    }
    const olderStills: ArchivedLink['older'][number][] = [];
    for (const version of older) {
      const still = await copy(version, 'still');
      if (still !== undefined) olderStills.push({ still, date: version.createdAt.slice(0, 10) });
    }
    const saved = newest?.createdAt ?? link.value.createdAt;
    archived.push({ link: link.value, ...paths, older: olderStills, saved });
    options.onProgress?.(archived.length);
  }
  archived.sort((a, b) => (a.saved < b.saved ? 1 : -1));
  await makeFolder(join(out, 'tags'), ARCHIVE_MODE);
  for (const { name, text } of archivePages(archived)) await writeFile(join(out, name), text);
  return ok({ links: archived.length, files, missing });
}

async function versionsOf(
  records: Records,
  link: LinkRecord,
): Promise<{ newest?: SnapshotRecord; older: SnapshotRecord[] }> {
  const read = await Promise.all(link.snapshotIds.toReversed().map((id) => records.snapshots.read(id)));
  const [newest, ...older] = read.flatMap((version) => (version.ok && version.value ? [version.value] : []));
  return { ...(newest ? { newest } : {}), older };
}

/** Resolves to false when the file cannot be read from the store; nothing half-written is left. */
async function copyFile(store: Store, key: string, path: string, bytes: number): Promise<boolean> {
  if ((await stat(path).catch(() => undefined))?.size === bytes) return true;
  const opened = await store.open(key);
  if (!opened.ok || !opened.value) return false;
  await makeFolder(dirname(path), ARCHIVE_MODE);
  const part = `${path}.part`;
  try {
    await pipeline(
      Readable.fromWeb(decodedBody(opened.value) as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(part),
    );
    await rename(part, path);
    return true;
  } catch (error) {
    await rm(part, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (/^(ENOSPC|EACCES|EROFS|EDQUOT|EIO)$/.test(code)) throw error;
    return false;
  }
}
