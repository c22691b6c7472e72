import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Language } from './language.ts';

/** When a snapshot was saved, in the time zone of whoever saved it, which is named: the reader's is not known to a page without script. */
export function dateOf(
  { createdAt, view }: Pick<SnapshotRecord, 'createdAt' | 'view'>,
  language: Language,
): string {
  const style = {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  } as const;
  const time = new Date(createdAt);
  try {
    return new Intl.DateTimeFormat(language, { ...style, timeZone: view.timezone }).format(time);
  } catch {
    return new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(time);
  }
}
