import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';

/** Longest name of a downloaded file without its ending, in characters: 80 of three bytes fit every file system. */
const NAME_MAX_LENGTH = 80;

/** A `Content-Disposition` that saves a file under the page's title and day. */
export function fileName(snapshot: SnapshotRecord, name: ArtifactName): string {
  const file = ARTIFACT_FILES[name].file;
  const ending = file.slice(file.lastIndexOf('.'));
  const stem = `${cleanName(snapshot)} ${snapshot.createdAt.slice(0, 10)}`;
  const ascii = stem.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(stem + ending).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}${ending}"; filename*=UTF-8''${encoded}`;
}

/** Without what file systems refuse or shells and people misread: separators, controls, direction marks, leading dots. */
function cleanName({ page, url }: SnapshotRecord): string {
  const title = page?.title.trim() || (URL.parse(url)?.hostname ?? 'still');
  const clean = title
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[.\s]+/, '');
  return [...clean].slice(0, NAME_MAX_LENGTH).join('').trim() || 'still';
}
