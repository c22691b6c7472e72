import type { SnapshotStatus } from '@stillpage/shared/schemas/snapshot.ts';
import type { OutboxEntry } from '../background/outbox.ts';
import { type MessageName, text } from '../messages.ts';

const STATUSES = {
  done: 'statusDone',
  partial: 'statusPartial',
  capturing: 'statusCapturing',
  queued: 'statusQueued',
} as const;

/** A snapshot's status in the person's language. */
export function statusText(status: SnapshotStatus = 'queued'): string {
  if (status === 'failed') return text('statusFailed', '').replace(/[：:]\s*$/, '');
  return text(STATUSES[status]);
}

/** Why a save was not taken, in the person's language; what has no words of its own is told as it came. */
export function refusalText({ code, message }: NonNullable<OutboxEntry['refused']>): string {
  return text(`refused_${code.replaceAll('-', '_')}` as MessageName) || message;
}

/** What a save that waits met last. */
export function whyWaiting(code: OutboxEntry['why']): string {
  if (code === 'connection-failed') return text('whyNoAnswer');
  return text(code === 'rate-limited' ? 'whyBusy' : 'whyTrouble');
}
