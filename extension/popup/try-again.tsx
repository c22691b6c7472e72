import { createClient } from '@stillpage/shared/client.ts';
import { watchSnapshot } from '../background/watched.ts';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { change, state } from './state.ts';

/** Has the backend capture a failed version once more. */
export function TryAgain({ id }: { readonly id: string }) {
  const again = async () => {
    const { connection } = state.settings;
    if (!connection) return;
    const answer = await createClient(connection).retry(id);
    if (!answer.ok) return;
    change({ record: answer.value });
    await watchSnapshot(id);
    void browser.runtime.sendMessage('work').catch(() => {});
  };
  return (
    <button type="button" class="try-again" onClick={() => void again()}>
      {text('retry')}
    </button>
  );
}
