import type { SnapshotStatus } from '@stillpage/shared/schemas/snapshot.ts';
import { text } from '../messages.ts';

/** A snapshot's status in the person's language. */
export function statusText(status: SnapshotStatus | undefined): string {
  switch (status) {
    case 'done':
      return text('statusDone');
    case 'partial':
      return text('statusPartial');
    case 'failed':
      return text('statusFailed', '').replace(/[：:]\s*$/, '');
    case 'capturing':
      return text('statusCapturing');
    default:
      return text('statusQueued');
  }
}
