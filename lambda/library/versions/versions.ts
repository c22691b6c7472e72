import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { DiffAnswer } from '@stillpage/shared/schemas/version.ts';
import { filesOf, readText } from '../artifacts.ts';
import { artifactKey } from '../keys.ts';
import { diffPictures, type PictureDiff } from './diff-pictures.ts';
import { DIFF_TEXT_MAX_LENGTH, diffTexts } from './diff-text.ts';
import type { VersionParts } from './unchanged.ts';

/** UTF-8 of the longest text that is compared, in bytes. */
const TEXT_MAX_BYTES = 4 * DIFF_TEXT_MAX_LENGTH;

/** The versions of a link, newest first; those whose record cannot be read are passed over. */
export async function versionsOf(
  { records }: VersionParts,
  linkId: string,
): Promise<Result<SnapshotRecord[]>> {
  const link = await records.links.read(linkId);
  if (!link.ok) return link;
  if (!link.value || link.value.purgedAt) return fail('not-found', 'There is no such link.');
  const read = await Promise.all(link.value.snapshotIds.map((id) => records.snapshots.read(id)));
  return ok(read.flatMap((version) => (version.ok && version.value ? [version.value] : [])).reverse());
}

/** What changed between two versions of one link; of two links it is an `invalid-request`. */
export async function diffVersions(
  parts: VersionParts,
  ids: readonly [string, string],
): Promise<Result<DiffAnswer>> {
  const pair = await pairOf(parts, ids);
  if (!pair.ok) return pair;
  const [older, newer] = pair.value;
  const texts = await Promise.all(
    pair.value.map((version) => readText(parts.store, filesOf(version), TEXT_MAX_BYTES)),
  );
  const [before, after] = texts;
  if (!before?.ok) return before ?? fail('internal');
  if (!after?.ok) return after ?? fail('internal');
  const picture = await picturesOf(parts, pair.value);
  if (!picture.ok) return picture;
  return ok({
    older: older.id,
    newer: newer.id,
    text: diffTexts(before.value, after.value),
    ...(picture.value
      ? {
          picture: {
            differing: picture.value.differing,
            width: picture.value.width,
            height: picture.value.height,
          },
        }
      : {}),
  });
}

/** WebP of what differs between the screenshots of two versions; `not-found` when one has none. */
export async function diffPicture(
  parts: VersionParts,
  ids: readonly [string, string],
): Promise<Result<Uint8Array>> {
  const pair = await pairOf(parts, ids);
  if (!pair.ok) return pair;
  const compared = await picturesOf(parts, pair.value);
  if (!compared.ok) return compared;
  return compared.value
    ? ok(await compared.value.picture())
    : fail('not-found', 'One of these versions has no screenshot.');
}

async function pairOf(
  { records }: VersionParts,
  ids: readonly [string, string],
): Promise<Result<readonly [SnapshotRecord, SnapshotRecord]>> {
  const read = await Promise.all(ids.map((id) => records.snapshots.read(id)));
  const found: SnapshotRecord[] = [];
  for (const version of read) {
    if (!version.ok) return version;
    if (!version.value) return fail('not-found', 'There is no such snapshot.');
    found.push(version.value);
  }
  const [older, newer] = found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  if (!older || !newer || older.linkId !== newer.linkId)
    return fail('invalid-request', 'These are versions of two different links.');
  return ok([older, newer]);
}

async function picturesOf(
  { store }: VersionParts,
  pair: readonly [SnapshotRecord, SnapshotRecord],
): Promise<Result<PictureDiff | undefined>> {
  const files: Uint8Array[] = [];
  for (const version of pair) {
    if (!version.artifacts.screenshot) return ok(undefined);
    const file = await store.get(artifactKey(filesOf(version), 'screenshot'));
    if (!file.ok) return file;
    if (!file.value) return ok(undefined);
    files.push(file.value.bytes);
  }
  const [before, after] = files;
  return ok(before && after ? await diffPictures(before, after) : undefined);
}
