import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_NAMES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { artifactKey } from '../keys.ts';
import type { Records } from '../records.ts';

export type VersionParts = { readonly store: Store; readonly records: Records };

/**
 * Looks whether a version that has just been finished shows the same text and the same pixels as the one before it. If
 * so its record points to the files of that one, and its own are removed: nothing is stored twice. Resolves with the
 * record as it is then. Done again it changes nothing; killed half way it leaves files too many and none too few.
 */
export async function noteUnchanged(
  { store, records }: VersionParts,
  finished: SnapshotRecord,
): Promise<Result<SnapshotRecord>> {
  if (finished.status !== 'done' || finished.unchangedSince) return ok(finished);
  const link = await records.links.read(finished.linkId);
  if (!link.ok) return link;
  const before = link.value && (await versionBefore(records, link.value, finished.id));
  if (!before || !looksSame(before, finished)) return ok(finished);
  const written = await records.snapshots.update(finished.id, (record) => {
    if (!record) return fail('not-found');
    if (record.unchangedSince || record.artifacts.still?.sha256 !== finished.artifacts.still?.sha256)
      return ok(record);
    const unchangedSince = before.unchangedSince ?? { id: before.id, at: before.createdAt };
    return ok({ ...record, artifacts: before.artifacts, unchangedSince });
  });
  if (!written.ok || !written.value.unchangedSince) return written;
  const removed = await removeFiles(store, finished.id, finished.artifacts);
  return removed.ok ? written : removed;
}

/**
 * Before a version goes: when others point to its files, the oldest of them takes the files over. Done again it goes on
 * where it was.
 */
export async function handOver(
  { store, records }: VersionParts,
  link: LinkRecord,
  going: SnapshotRecord,
): Promise<Result<void>> {
  const heirs: SnapshotRecord[] = [];
  for (const id of link.snapshotIds) {
    const version = await records.snapshots.read(id);
    if (version.ok && version.value?.unchangedSince?.id === going.id) heirs.push(version.value);
  }
  const [heir, ...others] = heirs;
  if (!heir) return ok(undefined);
  for (const name of Object.keys(heir.artifacts) as ArtifactName[]) {
    const opened = await store.open(artifactKey(going.id, name));
    if (!opened.ok) return opened;
    if (!opened.value) continue;
    const { body, encoding } = opened.value;
    const copied = await store.putStream(artifactKey(heir.id, name), body, encoding ? { encoding } : {});
    if (!copied.ok) return copied;
  }
  const since = { id: heir.id, at: heir.createdAt };
  for (const version of [...others, heir]) {
    const written = await records.snapshots.update(version.id, (record) => {
      if (!record) return fail('not-found');
      const { unchangedSince: _before, ...kept } = record;
      return ok(version === heir ? kept : { ...kept, unchangedSince: since });
    });
    if (!written.ok && written.error.code !== 'not-found') return written;
  }
  return ok(undefined);
}

/** The nearest earlier version that shows something. */
async function versionBefore(
  records: Records,
  { snapshotIds }: LinkRecord,
  id: string,
): Promise<SnapshotRecord | undefined> {
  for (const earlier of snapshotIds.slice(0, Math.max(0, snapshotIds.indexOf(id))).reverse()) {
    const version = await records.snapshots.read(earlier);
    if (!version.ok) return undefined;
    if (version.value?.status === 'done' || version.value?.status === 'partial') return version.value;
  }
  return undefined;
}

/**
 * Same text, same picture, seen in the same window and colours, and every file that was asked for is there. Screenshots
 * are compared by digest: the same pixels make the same file.
 */
function looksSame(before: SnapshotRecord, after: SnapshotRecord): boolean {
  const has = (name: ArtifactName) => before.artifacts[name] !== undefined;
  const same = (name: ArtifactName) =>
    has(name) && before.artifacts[name]?.sha256 === after.artifacts[name]?.sha256;
  return (
    before.status === 'done' &&
    before.source === after.source &&
    before.wall === after.wall &&
    before.page?.httpStatus === after.page?.httpStatus &&
    JSON.stringify(before.view) === JSON.stringify(after.view) &&
    (Object.keys(after.artifacts) as ArtifactName[]).every(has) &&
    same('text') &&
    same('screenshot')
  );
}

async function removeFiles(
  store: Store,
  id: string,
  artifacts: SnapshotRecord['artifacts'],
): Promise<Result<void>> {
  for (const name of ARTIFACT_NAMES) {
    const deleted = artifacts[name] ? await store.delete(artifactKey(id, name)) : ok(undefined);
    if (!deleted.ok) return deleted;
  }
  return ok(undefined);
}
