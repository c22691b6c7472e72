import { text } from '../messages.ts';
import type { SeenProgress } from '../seen/progress.ts';
import { copyLink } from './copy-link.ts';
import { refusalText, statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { state, stillAddress } from './state.ts';

/** The link of the save just made, ready before any network, and where the save is. */
export function SavedLink({ id }: { readonly id: string }) {
  const link = stillAddress(id);
  const isPrivate = state.savedSeen || state.settings.visibility === 'private';
  return (
    <div class="ready">
      <div class="row">
        <output class="status" id="status" aria-live="polite">
          {savedText(id)}
        </output>
        <button type="button" class="primary" id="copy" onClick={() => void copyLink(id, link)}>
          {text(state.copied === id ? 'copied' : 'copyLink')}
        </button>
      </div>
      <a
        id="link"
        href={link}
        target="_blank"
        rel="noreferrer"
        dir="ltr"
        onClick={isPrivate ? (event) => openPrivate(event, id) : undefined}
      >
        {link}
      </a>
    </div>
  );
}

/** Where the save of this popup is, in the person's language. */
function savedText(id: string): string {
  const entry = state.outbox.find(({ request }) => request.id === id);
  if (entry?.refused) return text('statusFailed', refusalText(entry.refused));
  if (entry?.seen && state.progress) return progressText(state.progress);
  if (entry?.seen?.stage === 'reading') return text('seenReading');
  if (entry) return text('statusWaiting');
  return state.known?.snapshotId === id ? statusText(state.known.status) : text('statusQueued');
}

function progressText(progress: SeenProgress): string {
  if (progress.stage === 'cleaning') return text('seenCleaning');
  if (progress.stage === 'sending') return text('seenSending', (progress.bytes / 1e6).toFixed(1));
  return progress.of > 0 ? `${text('seenReading')} ${progress.done}/${progress.of}` : text('seenReading');
}
