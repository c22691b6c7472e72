import type { ErrorCode } from '@stillpage/shared/errors.ts';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import browser from '../browser.ts';
import { boundTo } from './bound-to.ts';

/** A save the backend has not accepted yet. It leaves the outbox only with an answer or by the person's hand. */
export type OutboxEntry = {
  readonly request: SaveRequest & { readonly id: string };
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
  readonly attempts: number;
  readonly nextAt: number;
  /** What the last attempt met. */
  readonly why?: ErrorCode;
  /** Set once the backend refused for good, or the page could not be read. */
  readonly refused?: { readonly code: RefusalCode; readonly message: string };
  /** The backend it was meant for; another one gets it only when this one is not known any more. */
  readonly base?: string;
  /** A page frozen in its tab: `reading` until its bytes are kept here, then `kept`. */
  readonly seen?: { readonly tabId: number; readonly stage: 'reading' | 'kept' };
};

/** Why a save stays: the backend's word, or the browser's. */
export type RefusalCode = ErrorCode | 'page-gone' | 'no-room';

/** One key for each save: two writers never overwrite each other's. */
export const OUTBOX_PREFIX = 'outbox:';

/** Keeps a save durably; resolves once the browser has it on disk. */
export async function putInOutbox(
  request: OutboxEntry['request'],
  now = Date.now(),
  seen?: OutboxEntry['seen'],
): Promise<void> {
  const entry: OutboxEntry = {
    ...{ request, queuedAt: now, attempts: 0, nextAt: now, ...(seen ? { seen } : {}) },
    ...(await boundTo()),
  };
  await browser.storage.local.set({ [OUTBOX_PREFIX + request.id]: entry });
}

/** Everything that waits, oldest first. */
export async function readOutbox(): Promise<OutboxEntry[]> {
  const all = await browser.storage.local.get(null);
  return Object.entries(all)
    .filter(([key]) => key.startsWith(OUTBOX_PREFIX))
    .map(([, entry]) => entry as OutboxEntry)
    .sort((a, b) => a.queuedAt - b.queuedAt);
}

/** Writes a waiting save's new state; one that was removed meanwhile stays removed. */
export async function replaceInOutbox(entry: OutboxEntry): Promise<void> {
  const key = OUTBOX_PREFIX + entry.request.id;
  if (key in (await browser.storage.local.get(key))) await browser.storage.local.set({ [key]: entry });
}

export async function removeFromOutbox(id: string): Promise<void> {
  await browser.storage.local.remove(OUTBOX_PREFIX + id);
}

/** Makes a refused or waiting save due at once. */
export async function retryFromOutbox(id: string, now = Date.now()): Promise<void> {
  const stored = await browser.storage.local.get(OUTBOX_PREFIX + id);
  const entry = stored[OUTBOX_PREFIX + id] as OutboxEntry | undefined;
  if (!entry) return;
  const { refused: _forgiven, ...rest } = entry;
  await replaceInOutbox({ ...rest, nextAt: now });
}

/** True for a change of `storage.local` that touches the outbox. */
export function isOutboxKey(key: string): boolean {
  return key.startsWith(OUTBOX_PREFIX);
}
