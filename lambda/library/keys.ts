import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';

/** Where everything lies in the store. */
export const LINKS = 'links/';
export const SNAPSHOTS = 'snapshots/';
export const TOKENS = 'tokens/';
/** Saves that are acknowledged and not yet captured. */
export const QUEUE = 'queue/';

/** Names what lies in the trash, so that a purge need not read every link. */
export const TRASH = 'trash/';

export const linkKey = (linkId: string) => `${LINKS}${linkId}.json`;
export const snapshotKey = (snapshotId: string) => `${SNAPSHOTS}${snapshotId}/record.json`;
export const artifactKey = (snapshotId: string, name: ArtifactName) =>
  `${SNAPSHOTS}${snapshotId}/${ARTIFACT_FILES[name].file}`;
export const queueKey = (snapshotId: string) => `${QUEUE}${snapshotId}.json`;
export const trashKey = (linkId: string) => `${TRASH}${linkId}.json`;
export const tokenKey = (digest: string) => `${TOKENS}${digest}.json`;
/** Captures of one day, as in `2026-11-21`. */
export const dailyCapturesKey = (day: string) => `counts/captures-${day}.json`;
/** A page that a browser uploaded, until it is cleaned and taken in. */
export const uploadKey = (snapshotId: string) => `uploads/${snapshotId}.page`;
/** Names the index generation in use. */
export const CATALOG_POINTER = 'catalog/current.json';
/** Names the index generation that is being built. */
export const CATALOG_BUILDING = 'catalog/building.json';
/** Signs the addresses that open a private snapshot for a while. */
export const VIEW_SECRET = 'secrets/view-links.json';

/** The id in `links/<id>.json` or `queue/<id>.json`. */
export function idOfKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
}
