import { canonicalUrl, parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { linkIdOf, newSnapshotId } from '@stillpage/shared/ids.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { NOTE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SaveRequest, SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { mergeTags, parseTags, TAGS_MAX_COUNT } from '@stillpage/shared/tags.ts';
import type { Intent, Records } from './records.ts';

const ALWAYS_MADE: readonly ArtifactName[] = ['still', 'thumbnail', 'text'];
const MADE_BY_DEFAULT: readonly ArtifactName[] = [...ALWAYS_MADE, 'screenshot'];

/** A save that is durable; `fresh` is false when the same request had been made before. */
export type Saved = { readonly snapshot: SnapshotRecord; readonly link: LinkRecord; readonly fresh: boolean };

/**
 * Makes a save durable: intent, snapshot record, link record, in that order, each idempotent. The same id with
 * the same page answers as the first time; with another page it is a `conflict`.
 */
export async function save(records: Records, request: SaveRequest, now = new Date()): Promise<Result<Saved>> {
  const intent = await parseIntent(request, now);
  if (!intent.ok) return intent;
  const { id, linkId } = intent.value.snapshot;

  const known = await records.snapshots.read(id);
  if (!known.ok) return known;
  if (known.value) return await answerAgain(records, known.value, intent.value);
  // Nothing waits to be captured: a kill in between is healed by whoever uploads, who asks until it is answered.
  if (intent.value.snapshot.source === 'browser') return await apply(records, intent.value, true);
  const accepted = await records.intents.create(id, intent.value);
  if (!accepted.ok && accepted.error.code !== 'conflict') return accepted;
  if (!accepted.ok) {
    const earlier = await records.intents.read(id);
    if (!earlier.ok) return earlier;
    // Gone already: its capture has ended, so its record is there.
    if (!earlier.value) return await save(records, request, now);
    return earlier.value.snapshot.linkId === linkId ? await apply(records, earlier.value, false) : idInUse();
  }
  return await apply(records, intent.value, true);
}

/** Does what an intent says, whatever part of it had been done before. */
export async function apply(records: Records, intent: Intent, fresh: boolean): Promise<Result<Saved>> {
  const { id, linkId } = intent.snapshot;
  const snapshot = await records.snapshots.update(id, (record) => ok(record ?? intent.snapshot));
  if (!snapshot.ok) return snapshot;
  if (snapshot.value.linkId !== linkId) return idInUse();
  const link = await records.links.update(linkId, (record) => mergeLink(record, intent));
  if (!link.ok) return link;
  return ok({ snapshot: snapshot.value, link: link.value, fresh });
}

async function answerAgain(records: Records, known: SnapshotRecord, intent: Intent): Promise<Result<Saved>> {
  if (known.linkId !== intent.snapshot.linkId) return idInUse();
  const link = await records.links.update(known.linkId, (record) => mergeLink(record, intent));
  return link.ok ? ok({ snapshot: known, link: link.value, fresh: false }) : link;
}

/** The link with one more version: tags united, the note added to, a title that nobody edited replaced by the one given. */
function mergeLink(
  record: LinkRecord | undefined,
  { snapshot, canonical, title, tags, note }: Intent,
): Result<LinkRecord> {
  const now = snapshot.createdAt;
  if (!record)
    return ok({
      schema: 1,
      id: snapshot.linkId,
      url: canonical,
      title: title ?? '',
      titleEdited: false,
      tags,
      note: note ?? '',
      snapshotIds: [snapshot.id],
      createdAt: now,
      updatedAt: now,
      rev: 1,
    });
  // The id is the first 128 bits of a hash: this cannot happen by chance.
  if (record.url !== canonical) return fail('conflict', 'Two addresses share one id.');
  if (record.snapshotIds.includes(snapshot.id)) return ok(record);
  const united = mergeTags(record.tags, tags);
  if (united.length > TAGS_MAX_COUNT)
    return fail(
      'invalid-request',
      `The link has ${record.tags.length} tags already and at most ${TAGS_MAX_COUNT}.`,
    );
  const { deletedAt: _trash, purgedAt, ...kept } = record;
  return ok({
    ...kept,
    title: title !== undefined && !record.titleEdited ? title : record.title,
    tags: united,
    note: uniteNotes(record.note, note),
    snapshotIds: purgedAt ? [snapshot.id] : [...record.snapshotIds, snapshot.id],
    updatedAt: now > record.updatedAt ? now : record.updatedAt,
    rev: record.rev + 1,
  });
}

/** One note under the other, unless it is there already or both would be too long. */
export function uniteNotes(before: string, added: string | undefined): string {
  if (!added || before.includes(added)) return before;
  const united = before === '' ? added : `${before}\n\n${added}`;
  return united.length <= NOTE_MAX_LENGTH ? united : before;
}

async function parseIntent(request: SaveRequest, now: Date): Promise<Result<Intent>> {
  const url = parsePageUrl(request.url);
  if (!url.ok) return url;
  const canonical = canonicalUrl(url.value);
  if (!canonical.ok) return canonical;
  const tags = parseTags((request.tags ?? []).map((tag) => tag.toWellFormed()));
  if (!tags.ok) return tags;
  const title = cleanTitle(request.title);
  const note = request.note?.replace(/\r\n?/g, '\n').trim().toWellFormed();
  return ok({
    schema: 1,
    canonical: canonical.value,
    tags: tags.value,
    // A tab that is still loading has its address for a title.
    ...(title === '' || title === request.url ? {} : { title }),
    ...(note ? { note } : {}),
    snapshot: {
      schema: 1,
      id: request.id ?? newSnapshotId(),
      linkId: await linkIdOf(canonical.value),
      url: url.value.href,
      visibility: request.visibility ?? (request.source === 'browser' ? 'private' : 'link'),
      source: request.source ?? 'server',
      view: viewSchema.parse(request.view ?? {}),
      wanted: request.artifacts ? [...new Set([...ALWAYS_MADE, ...request.artifacts])] : [...MADE_BY_DEFAULT],
      status: 'queued',
      attempts: 0,
      createdAt: now.toISOString(),
      artifacts: {},
      omissions: [],
      timings: {},
      versions: {},
    },
  });
}

/** A title on one line, without control characters. */
export function cleanTitle(title: string | undefined): string {
  return (title ?? '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toWellFormed();
}

function idInUse() {
  return fail('conflict', 'This id is in use for another address.');
}
