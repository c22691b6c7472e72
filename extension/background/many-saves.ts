import browser from '../browser.ts';
import { boundTo } from './bound-to.ts';
import { OUTBOX_PREFIX, type OutboxEntry } from './outbox.ts';

/** Keeps many saves in one write: all of them or, when there is no room, none. */
export async function putManyInOutbox(
  requests: readonly OutboxEntry['request'][],
  now = Date.now(),
): Promise<void> {
  const bound = await boundTo();
  const entries = requests.map((request, index): [string, OutboxEntry] => [
    OUTBOX_PREFIX + request.id,
    { request, queuedAt: now + index, attempts: 0, nextAt: now, ...bound },
  ]);
  await browser.storage.local.set(Object.fromEntries(entries));
}
