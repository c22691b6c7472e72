import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_FILES, ARTIFACT_NAMES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { filesOf } from '../artifacts.ts';
import { artifactKey, SNAPSHOTS, snapshotKey } from '../keys.ts';
import type { Records } from '../records.ts';
import { checkFile } from './check-file.ts';
import type { Report } from './finding.ts';
import { enlist, isListed, relink } from './repair-link.ts';

export type CheckParts = { readonly store: Store; readonly records: Records; readonly report: Report };
/** What a check went through; `bytes` are of decoded content. */
export type Checked = { readonly files: number; readonly bytes: number };

const NOTHING: Checked = { files: 0, bytes: 0 };

/** Checks one snapshot: its record, its files (`names` are those in the store), its place in the queue and in its link. */
export async function checkSnapshot(
  parts: CheckParts,
  id: string,
  names: ReadonlySet<string>,
): Promise<Result<Checked>> {
  const { records, report } = parts;
  const found = await records.snapshots.read(id);
  if (!found.ok) {
    await report(snapshotKey(id), 'unreadable-record');
    return ok(NOTHING);
  }
  const waiting = await records.intents.read(id);
  // What is in the queue is whole by definition: the next start does again whatever part of it is missing.
  if (waiting.ok && waiting.value) return ok(NOTHING);
  if (!found.value) {
    for (const name of names) await report(`${SNAPSHOTS}${id}/${name}`, 'file-without-record');
    return ok(NOTHING);
  }
  if (found.value.status === 'queued' || found.value.status === 'capturing')
    await checkWaiting(parts, found.value);
  else {
    const checked = await checkFiles(parts, found.value);
    if (!checked.ok) return checked;
    await checkLink(parts, found.value);
    return checked;
  }
  await checkLink(parts, found.value);
  return ok(NOTHING);
}

async function checkFiles(parts: CheckParts, record: SnapshotRecord): Promise<Result<Checked>> {
  let checked = NOTHING;
  for (const name of ARTIFACT_NAMES) {
    const expected = record.artifacts[name];
    if (!expected) continue;
    const state = await checkFile(parts.store, filesOf(record), name, expected);
    if (!state.ok) return state;
    checked = { files: checked.files + 1, bytes: checked.bytes + expected.bytes };
    if (state.value === 'sound' || !(await isStill(parts, record, name))) continue;
    const key = artifactKey(filesOf(record), name);
    if (state.value === 'damaged') await parts.report(key, 'damaged-file');
    else await parts.report(key, 'missing-file', () => admitMissing(parts, record.id, name));
  }
  return ok(checked);
}

/** Whether the record still names this very file: a server may have removed or replaced it meanwhile. */
async function isStill(
  { records }: CheckParts,
  { id, artifacts }: SnapshotRecord,
  name: ArtifactName,
): Promise<boolean> {
  const now = await records.snapshots.read(id);
  return now.ok && now.value?.artifacts[name]?.sha256 === artifacts[name]?.sha256;
}

/** The record says that the file is missing, so that viewers show what there is and a retry makes it again. */
async function admitMissing({ records }: CheckParts, id: string, name: ArtifactName): Promise<boolean> {
  const written = await records.snapshots.update(id, (record) => {
    if (!record) return fail('not-found');
    const { [name]: _missing, ...artifacts } = record.artifacts;
    const omission = {
      what: ARTIFACT_FILES[name].file,
      kind: 'artifact',
      reason: 'artifact-failed',
    } as const;
    return ok({
      ...record,
      artifacts,
      omissions: [...record.omissions, omission],
      status: record.status === 'done' ? 'partial' : record.status,
    });
  });
  return written.ok;
}

async function checkWaiting({ records, report }: CheckParts, snapshot: SnapshotRecord): Promise<void> {
  // Its capture may just have ended.
  const now = await records.snapshots.read(snapshot.id);
  if (!now.ok || now.value?.status !== snapshot.status) return;
  await report(snapshotKey(snapshot.id), 'forgotten-save', async () => {
    const link = await records.links.read(snapshot.linkId);
    if (!link.ok) return false;
    const canonical = link.value?.url ?? snapshot.url;
    const queued = await records.intents.create(snapshot.id, { schema: 1, snapshot, canonical, tags: [] });
    return queued.ok;
  });
}

async function checkLink({ records, report }: CheckParts, snapshot: SnapshotRecord): Promise<void> {
  const link = await records.links.read(snapshot.linkId);
  // An unreadable link has a finding of its own.
  if (!link.ok || isListed(link.value, snapshot.id)) return;
  const now = await records.snapshots.read(snapshot.id);
  if (!now.ok || !now.value) return;
  await report(snapshotKey(snapshot.id), 'version-without-link', () =>
    link.value ? enlist(records, snapshot) : relink(records, snapshot),
  );
}
