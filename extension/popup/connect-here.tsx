import { createClient } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { readSettings, switchConnection } from '../settings.ts';
import { change, state } from './state.ts';

/** On the front page of a server whose library is open: one click connects to it. */
export function ConnectHere() {
  const { here } = state;
  if (!here) return null;
  const connect = async () => {
    if (!(await createClient(here).changes(undefined)).ok) return;
    await switchConnection(here);
    change({ settings: await readSettings() });
    void browser.runtime.sendMessage('work').catch(() => {});
  };
  return (
    <button type="button" class="primary" id="connect-here" onClick={() => void connect()}>
      {text('connectHere', new URL(here.base).host)}
    </button>
  );
}

/** Reads the token that the server's own page keeps for its tab; the click on the toolbar is the leave to. */
export async function lookForServer(): Promise<void> {
  const { tab, settings } = state;
  if (settings.connection || tab?.id === undefined || tab.title !== 'Stillpage') return;
  const [answer] = await browser.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => ({
      base: location.origin + location.pathname.replace(/\/$/, ''),
      token: sessionStorage.getItem('stillpage-token'),
    }),
  });
  const here = answer?.result as Connection | undefined;
  if (here && /^sp_[\w-]{20,200}$/.test(here.token ?? '')) change({ here });
}
