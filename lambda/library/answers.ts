import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkAnswer, LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { Progress, SnapshotAnswer, SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { ListedLink } from './catalog/row.ts';
import type { Records } from './records.ts';

/** Records as whoever asks gets them: with their addresses here and what is going on with them. */
export type Answers = {
  /** Where a snapshot is looked at. */
  addressOf(snapshotId: string): string;
  /** `not-found` when there is no such snapshot. */
  knownSnapshot(id: string): Promise<Result<SnapshotRecord>>;
  ofSnapshot(record: SnapshotRecord): SnapshotAnswer;
  /** A link with its newest version. */
  ofLink(link: LinkRecord): Promise<Result<LinkAnswer>>;
  ofListed(listed: ListedLink & Pick<LinkAnswer, 'excerpt'>): LinkAnswer;
};

/** `base` is the address that viewer pages lie under, without a closing slash. */
export function createAnswers(
  { snapshots }: Records,
  base: () => string,
  progressOf: (snapshotId: string) => Progress | undefined,
): Answers {
  const addressOf = (snapshotId: string) => `${base()}/s/${snapshotId}`;
  return {
    addressOf,
    async knownSnapshot(id) {
      const found = await snapshots.read(id);
      if (!found.ok) return found;
      return found.value ? ok(found.value) : fail('not-found', 'There is no such snapshot.');
    },
    ofSnapshot(record) {
      const progress = progressOf(record.id);
      return { ...record, link: addressOf(record.id), ...(progress ? { progress } : {}) };
    },
    async ofLink(link) {
      const newest = link.snapshotIds[link.snapshotIds.length - 1];
      const snapshot = newest === undefined ? ok(undefined) : await snapshots.read(newest);
      if (!snapshot.ok || !snapshot.value) return ok(link);
      const { id, status, visibility, artifacts } = snapshot.value;
      return ok({
        ...link,
        link: addressOf(id),
        snapshot: { id, status, visibility, hasThumbnail: artifacts.thumbnail !== undefined },
      });
    },
    ofListed: (listed) => (listed.snapshot ? { ...listed, link: addressOf(listed.snapshot.id) } : listed),
  };
}
