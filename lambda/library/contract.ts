import type { Result } from '@stillpage/shared/errors.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { ExportFormat, ImportQuery, ImportReport } from '@stillpage/shared/schemas/import.ts';
import type {
  ChangesAnswer,
  LinkAnswer,
  LinkPatch,
  LinksPage,
  LinksQuery,
  TagCount,
} from '@stillpage/shared/schemas/link.ts';
import type { SaveRequest, SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import type { SuggestedTag, SuggestQuery } from '@stillpage/shared/schemas/suggest.ts';
import type { DiffAnswer } from '@stillpage/shared/schemas/version.ts';
import type { Capturer } from '../capture/contract.ts';
import type { OpenedObject, Store } from '../store/store.ts';
import type { CaptureQueue, CaptureQueueParts } from './capture-queue.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { CatalogLocation } from './catalog/lance.ts';
import type { BulkAnswer, BulkChange } from './change-many.ts';
import type { ImportRun } from './import/import-links.ts';
import type { Log } from './log.ts';
import type { Uploads } from './uploaded-still.ts';

export type LibraryParts = {
  readonly store: Store;
  /** Where the index lies; or a catalog of the caller's own, where another process writes the index. */
  readonly catalog: CatalogLocation | Catalog;
  /** Without one, saves wait in the queue for a library that has one. */
  readonly capturer?: Capturer | Promise<Capturer>;
  /** In place of a capturer in this process: makes what hands captures to another one. */
  readonly captures?: (parts: Omit<CaptureQueueParts, 'capturer'>) => CaptureQueue;
  /** Address that viewer pages lie under, without a closing slash. */
  readonly base: () => string;
  readonly log: Log;
};

/** All links and snapshots of one deployment. Every call answers with a value or a failure of the closed table. */
export type Library = {
  /** Durable, and seen by queries, when it answers; the capture runs later. The same id twice answers the same. */
  save(request: SaveRequest): Promise<Result<SnapshotAnswer>>;
  snapshot(id: string): Promise<Result<SnapshotAnswer>>;
  /** Pages that browsers froze and upload. */
  readonly uploads: Pick<Uploads, 'target' | 'receive'> & {
    take(id: string): Promise<Result<SnapshotAnswer>>;
  };
  /** Like `snapshot`, once its capture has ended or the signal has fired. */
  settledSnapshot(id: string, signal: AbortSignal): Promise<Result<SnapshotAnswer>>;
  /** Captures again what failed or is partial. */
  retry(id: string): Promise<Result<SnapshotAnswer>>;
  deleteSnapshot(id: string): Promise<Result<LinkAnswer>>;
  link(id: string): Promise<Result<LinkAnswer>>;
  /** Snapshots of a link, newest first. */
  versions(linkId: string): Promise<Result<SnapshotAnswer[]>>;
  /** What changed between two versions of a link. */
  diff(ids: readonly [string, string]): Promise<Result<DiffAnswer>>;
  /** WebP of what differs between their screenshots. */
  diffPicture(ids: readonly [string, string]): Promise<Result<Uint8Array>>;
  links(query: LinksQuery): Promise<Result<LinksPage>>;
  editLink(id: string, patch: LinkPatch, rev: number | '*'): Promise<Result<LinkAnswer>>;
  deleteLink(id: string): Promise<Result<LinkAnswer>>;
  restoreLink(id: string): Promise<Result<LinkAnswer>>;
  /** Removes for ever what was put into the trash before then; resolves with the number of links. */
  purgeTrash(before: Date, signal?: AbortSignal): Promise<Result<number>>;
  changeLinks(ids: readonly string[], change: BulkChange): Promise<Result<BulkAnswer>>;
  /** Brings the entries of a file of bookmarks in; see `importLinks`. */
  importFile(text: AsyncIterable<string>, query: ImportQuery, run: ImportRun): Promise<Result<ImportReport>>;
  /** All links as one text, piece by piece; throws when the store fails in the middle. */
  exportLinks(query: { format: ExportFormat; tag: readonly string[] }): AsyncGenerator<string>;
  tags(): Promise<Result<TagCount[]>>;
  /** Tags for a page from what its nearest pages are tagged, best first. */
  suggestTags(query: SuggestQuery): Promise<Result<SuggestedTag[]>>;
  /** Renames a tag, and those under it, on every link; resolves with the number of links changed. */
  renameTag(from: string, to: string): Promise<Result<number>>;
  changes(since: string | undefined): Promise<Result<ChangesAnswer>>;
  /** A stored file as it is stored; `not-found` when the snapshot does not have it. */
  openArtifact(id: string, name: ArtifactName): Promise<Result<OpenedObject>>;
  /** The readable text of a snapshot, at most `maxBytes` of it. */
  text(id: string, maxBytes: number): Promise<Result<string>>;
  /** Builds the search index anew; resolves with the number of links. */
  reindex(): Promise<Result<number>>;
  close(): Promise<void>;
};
