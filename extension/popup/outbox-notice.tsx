import { removeFromOutbox, retryFromOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { refusalText, whyWaiting } from './link-status.ts';
import { state } from './state.ts';

const work = () => void browser.runtime.sendMessage('work').catch(() => {});

/** What has not reached the backend, why, and what can be done about it; nothing when all has. */
export function OutboxNotice() {
  const refused = state.outbox.filter((entry) => entry.refused);
  const waiting = state.outbox.filter((entry) => !entry.refused && entry.attempts > 0);
  if (refused.length + waiting.length === 0) return null;
  return (
    <section class="outbox" aria-live="polite">
      {waiting.length > 0 && (
        <div class="row">
          <span>
            {text('waitingCount', waiting.length)}
            <small>{whyWaiting(waiting.at(-1)?.why)}</small>
          </span>
          <button
            type="button"
            onClick={() =>
              void Promise.all(waiting.map(({ request }) => retryFromOutbox(request.id))).then(work)
            }
          >
            {text('retry')}
          </button>
        </div>
      )}
      {refused.length > 0 && <div>{text('failedCount', refused.length)}</div>}
      {refused.map(({ request, refused: reason }) => (
        <div class="row refused" key={request.id}>
          <span>
            <bdi>{request.title ?? request.url}</bdi>
            <small>{reason && refusalText(reason)}</small>
          </span>
          <button type="button" onClick={() => void retryFromOutbox(request.id).then(work)}>
            {text('retry')}
          </button>
          <button type="button" onClick={() => void removeFromOutbox(request.id).then(work)}>
            {text('remove')}
          </button>
        </div>
      ))}
    </section>
  );
}
