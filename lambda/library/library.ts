import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkAnswer, LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import { createAnswers } from './answers.ts';
import { filesOf, readText } from './artifacts.ts';
import { createCaptureQueue } from './capture-queue.ts';
import { createCatalog } from './catalog/catalog.ts';
import { changeMany, renameEverywhere } from './change-many.ts';
import type { Library, LibraryParts } from './contract.ts';
import { allLinks } from './export/all-links.ts';
import { writeLinks } from './export/write-links.ts';
import { importLinks } from './import/import-links.ts';
import { readFile } from './import/read-file.ts';
import { artifactKey } from './keys.ts';
import { editing, type LinkChange, restoring, trashing, withoutVersion } from './link-changes.ts';
import { openRecords } from './records.ts';
import { type Saved, save } from './save.ts';
import { queueAgain, removeSnapshot } from './snapshot-changes.ts';
import { noteTrashed, purgeTrash } from './trash.ts';
import { createUploads } from './uploaded-still.ts';
import { handOver } from './versions/unchanged.ts';
import { diffPicture, diffVersions, versionsOf } from './versions/versions.ts';

export type { Library, LibraryParts } from './contract.ts';

/** Opens a library over a store and takes up the captures that an earlier run left. */
export async function openLibrary({
  store,
  catalog: given,
  capturer,
  captures,
  base,
  log,
}: LibraryParts): Promise<Library> {
  const records = openRecords(store, log);
  const catalog = 'uri' in given ? createCatalog({ store, records }, given, log) : given;
  const queueParts = { store, records, onChange: catalog.poke, log };
  const queue = captures ? captures(queueParts) : capturer && createCaptureQueue({ ...queueParts, capturer });
  await queue?.recover();

  const uploads = createUploads({
    store,
    records,
    base,
    onChange: catalog.poke,
    log,
    fetchMissing: async () => (await Promise.resolve(capturer).catch(() => undefined))?.fetchMissing?.(),
  });

  const many = { store, records, catalog };
  const { addressOf, knownSnapshot, ofSnapshot, ofLink, ofListed } = createAnswers(records, base, (id) =>
    queue?.progressOf(id),
  );

  async function changeLink(id: string, change: LinkChange): Promise<Result<LinkAnswer>> {
    const written = await records.links.update(id, (link) =>
      link && !link.purgedAt ? change(link) : fail('not-found', 'There is no such link.'),
    );
    if (!written.ok) return written;
    await catalog.poke(id);
    return await ofLink(written.value);
  }

  async function saveAndQueue(request: SaveRequest): Promise<Result<Saved>> {
    const saved = await save(records, request);
    if (!saved.ok) return saved;
    const { snapshot, link } = saved.value;
    const finished = snapshot.status !== 'queued' && snapshot.status !== 'capturing';
    if (!finished && snapshot.source === 'server') await queue?.add(snapshot.id);
    await catalog.poke(link.id);
    return saved;
  }

  return {
    async save(request) {
      const saved = await saveAndQueue(request);
      return saved.ok ? ok(ofSnapshot(saved.value.snapshot)) : saved;
    },

    uploads: {
      ...uploads,
      async take(id) {
        const taken = await uploads.take(id);
        return taken.ok ? ok(ofSnapshot(taken.value)) : taken;
      },
    },

    async snapshot(id) {
      await queue?.refresh?.(id);
      const found = await knownSnapshot(id);
      return found.ok ? ok(ofSnapshot(found.value)) : found;
    },

    async settledSnapshot(id, signal) {
      await queue?.settled(id, signal);
      const found = await knownSnapshot(id);
      return found.ok ? ok(ofSnapshot(found.value)) : found;
    },

    async retry(id) {
      const queued = await queueAgain(records, id);
      if (!queued.ok) return queued;
      await queue?.add(id);
      await catalog.poke(queued.value.linkId);
      return ok(ofSnapshot(queued.value));
    },

    async deleteSnapshot(id) {
      const found = await knownSnapshot(id);
      if (!found.ok) return found;
      await queue?.cancel(id);
      const before = await records.links.read(found.value.linkId);
      if (!before.ok) return before;
      const kept = before.value
        ? await handOver({ store, records }, before.value, found.value)
        : ok(undefined);
      if (!kept.ok) return kept;
      const link = await changeLink(found.value.linkId, withoutVersion(id));
      if (!link.ok) return link;
      const removed = await removeSnapshot(store, records, id);
      return removed.ok ? link : removed;
    },

    async link(id) {
      const found = await records.links.read(id);
      if (!found.ok) return found;
      return found.value && !found.value.purgedAt
        ? await ofLink(found.value)
        : fail('not-found', 'There is no such link.');
    },

    async versions(linkId) {
      const found = await versionsOf({ store, records }, linkId);
      return found.ok ? ok(found.value.map(ofSnapshot)) : found;
    },
    diff: (ids) => diffVersions({ store, records }, ids),
    diffPicture: (ids) => diffPicture({ store, records }, ids),

    async links(query) {
      const found = await catalog.links(query);
      if (!found.ok) return found;
      return ok({ ...found.value, links: found.value.links.map(ofListed) });
    },

    async editLink(id, patch, rev) {
      const change = editing(patch, rev);
      return change.ok ? await changeLink(id, change.value) : change;
    },
    async deleteLink(id) {
      const noted = await noteTrashed(store, id);
      return noted.ok ? await changeLink(id, trashing) : noted;
    },
    restoreLink: (id) => changeLink(id, restoring),

    purgeTrash: (before, signal) =>
      purgeTrash(
        { store, records, cancel: async (id) => await queue?.cancel(id), onChange: catalog.poke },
        before,
        signal,
      ),

    changeLinks: (ids, change) => changeMany(many, ids, change),

    async importFile(text, { format, tag, folders, capture }, run) {
      const captureOf = async ({ url, title }: LinkRecord) =>
        (!run.mayCapture || (await run.mayCapture())) &&
        (await saveAndQueue({ url, ...(title ? { title } : {}) })).ok;
      const parts = {
        records,
        onChange: catalog.poke,
        onMade: catalog.made,
        ...(capture ? { capture: captureOf } : {}),
      };
      return await importLinks(parts, await readFile(text, format), { ...run, tags: tag, folders });
    },
    exportLinks: ({ format, tag }) =>
      writeLinks(allLinks({ store, records }, tag), format, ({ snapshotIds }) => {
        const newest = snapshotIds[snapshotIds.length - 1];
        return newest === undefined ? undefined : addressOf(newest);
      }),

    tags: () => catalog.tags(),
    suggestTags: (query) => catalog.suggest(query),

    renameTag: (from, to) => renameEverywhere(many, from, to),

    async changes(since) {
      const found = await catalog.changes(since);
      return found.ok ? ok({ ...found.value, links: found.value.links.map(ofListed) }) : found;
    },

    async openArtifact(id, name) {
      const found = await knownSnapshot(id);
      if (!found.ok) return found;
      const opened = await store.open(artifactKey(filesOf(found.value), name));
      if (!opened.ok) return opened;
      return opened.value ? ok(opened.value) : fail('not-found', `This snapshot has no ${name}.`);
    },
    async text(id, maxBytes) {
      const found = await knownSnapshot(id);
      return found.ok ? await readText(store, filesOf(found.value), maxBytes) : found;
    },

    reindex: () => catalog.reindex(),

    async close() {
      await queue?.close();
      await catalog.close();
    },
  };
}
