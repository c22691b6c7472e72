import { createClient } from '@stillpage/shared/client.ts';
import browser from '../browser.ts';
import { state, stillAddress } from './state.ts';

/**
 * Opens a private still: a tab carries no token, so the backend signs an address that opens it for a while. Without
 * an answer the bare address is opened, which says that the still is private.
 */
export function openPrivate(event: MouseEvent, snapshotId: string): void {
  const { connection } = state.settings;
  if (!connection) return;
  event.preventDefault();
  const active = !(event.ctrlKey || event.metaKey);
  void createClient(connection)
    .viewLink(snapshotId)
    .then((signed) =>
      browser.tabs.create({ url: signed.ok ? signed.value.link : stillAddress(snapshotId), active }),
    );
}
