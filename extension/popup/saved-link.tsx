import { text } from '../messages.ts';
import type { SeenProgress } from '../seen/progress.ts';
import { refusalText, statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { change, state, stillAddress } from './state.ts';

/** How long "Copied" stands, in milliseconds. */
const COPIED_MS = 1_600;

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
        <CopyButton link={link} />
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

function CopyButton({ link }: { readonly link: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    change({ copied: true });
    setTimeout(() => change({ copied: false }), COPIED_MS);
  };
  return (
    <button type="button" class="primary" id="copy" onClick={() => void copy()}>
      {text(state.copied ? 'copied' : 'copyLink')}
    </button>
  );
}
