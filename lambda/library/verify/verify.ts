import { ok, type Result } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import { listPages } from '../../store/list-pages.ts';
import type { Store } from '../../store/store.ts';
import { idOfKey, LINKS, linkKey, SNAPSHOTS, snapshotKey, TRASH } from '../keys.ts';
import type { Records } from '../records.ts';
import { noteTrashed } from '../trash.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { Finding, Report } from './finding.ts';
import { delist } from './repair-link.ts';

/** What a library was found to hold; `bytes` are of decoded content. */
export type Verified = {
  readonly links: number;
  readonly snapshots: number;
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
};

export type VerifyOptions = {
  /** Puts right what can be; else nothing is written. */
  readonly repair: boolean;
  readonly signal: AbortSignal;
  /** Told after each snapshot. */
  readonly onProgress?: (snapshots: number) => void;
};

type Tally = { links: number; snapshots: number; files: number; bytes: number };

/** Snapshots checked at a time: reading and hashing one file rarely fills a disk or a core. */
const CHECKERS = 4;

/**
 * Checks every record against its files (size and sha256), every version against its link, and the queue. Safe beside
 * a running server: each finding is looked at twice.
 */
export async function verifyLibrary(
  { store, records }: { readonly store: Store; readonly records: Records },
  { repair, signal, onProgress }: VerifyOptions,
): Promise<Result<Verified>> {
  const findings: Finding[] = [];
  const report: Report = async (key, problem, mend) => {
    findings.push({ key, problem, repaired: repair && mend !== undefined && (await mend()) });
  };
  const tally: Tally = { links: 0, snapshots: 0, files: 0, bytes: 0 };
  const parts = { store, records, report };

  const checking = new Set<Promise<void>>();
  let trouble: Result<unknown> = ok(undefined);
  for await (const folder of snapshotFolders(store)) {
    if (!folder.ok) return folder;
    signal.throwIfAborted();
    const { id, names } = folder.value;
    const check = checkSnapshot(parts, id, names).then((checked) => {
      checking.delete(check);
      if (!checked.ok) trouble = checked;
      else {
        tally.snapshots += 1;
        tally.files += checked.value.files;
        tally.bytes += checked.value.bytes;
        onProgress?.(tally.snapshots);
      }
    });
    checking.add(check);
    if (checking.size >= CHECKERS) await Promise.race(checking);
    if (!trouble.ok) break;
  }
  await Promise.all(checking);
  if (!trouble.ok) return trouble;

  const noted = new Set<string>();
  for await (const page of listPages(store, TRASH)) {
    if (!page.ok) return page;
    for (const { key } of page.value) noted.add(idOfKey(key));
  }
  for await (const page of listPages(store, LINKS)) {
    if (!page.ok) return page;
    signal.throwIfAborted();
    for (const { key } of page.value) {
      tally.links += 1;
      // A copy in conflict or a note, which another program left there.
      if (!isId(idOfKey(key))) await report(key, 'unreadable-record');
      else await checkLinkRecord(parts, idOfKey(key), noted);
    }
  }
  return ok({ ...tally, findings });
}

async function checkLinkRecord(
  { store, records, report }: { store: Store; records: Records; report: Report },
  id: string,
  noted: ReadonlySet<string>,
): Promise<void> {
  const link = await records.links.read(id);
  if (!link.ok) return await report(linkKey(id), 'unreadable-record');
  if (!link.value) return;
  for (const version of link.value.snapshotIds) {
    const found = await records.snapshots.read(version);
    if (!found.ok || found.value || link.value.purgedAt) continue;
    const waiting = await records.intents.read(version);
    const now = await records.links.read(id);
    if (!waiting.ok || waiting.value || !now.ok || !now.value?.snapshotIds.includes(version)) continue;
    await report(snapshotKey(version), 'missing-version', () => delist(records, id, [version]));
  }
  if (link.value.deletedAt && !link.value.purgedAt && !noted.has(id))
    await report(linkKey(id), 'unnoted-trash', async () => (await noteTrashed(store, id)).ok);
}

/** Each snapshot's files together: keys come in order. */
async function* snapshotFolders(
  store: Store,
): AsyncGenerator<Result<{ id: string; names: ReadonlySet<string> }>> {
  let id: string | undefined;
  let names = new Set<string>();
  for await (const page of listPages(store, SNAPSHOTS)) {
    if (!page.ok) return yield page;
    for (const { key } of page.value) {
      const [, folder = '', name = ''] = key.split('/');
      if (!isId(folder)) continue;
      if (folder !== id) {
        if (id !== undefined) yield ok({ id, names });
        id = folder;
        names = new Set();
      }
      names.add(name);
    }
  }
  if (id !== undefined) yield ok({ id, names });
}
