import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import { putInOutbox, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { dateText, text } from '../messages.ts';
import { requestFor, viewOf } from '../page-request.ts';
import { statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { change, state, stillAddress } from './state.ts';
import { draftTags, TagField } from './tag-field.tsx';

/** How long "Copied" stands, in milliseconds. */
const COPIED_MS = 1_600;

/** The page the person is on: title, tags, Save; then its link, ready before any network. */
export function SavePanel() {
  const { tab: page, known, savedId } = state;
  const url = parsePageUrl(page?.url ?? '');
  if (!state.settings.connection)
    return (
      <section class="page-card notice">
        <p>{text('connectFirst')}</p>
        <button
          type="button"
          class="primary"
          onClick={() => void browser.runtime.openOptionsPage().then(() => window.close())}
        >
          {text('openOptions')}
        </button>
      </section>
    );
  if (!url.ok)
    return (
      <section class="page-card notice">
        <p>{text('notSavable')}</p>
      </section>
    );

  const shownTitle = state.title ?? known?.title ?? page?.title ?? '';
  const shownTags = state.tags ?? known?.tags ?? state.settings.defaultTags;
  const save = async () => {
    const all = mergeTags(shownTags, draftTags());
    const screen = {
      scale: window.devicePixelRatio,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
    };
    const request = requestFor(
      { url: url.value.href, title: shownTitle, tags: all },
      { ...state.settings, defaultTags: [] },
      viewOf(page ?? {}, screen),
    );
    if (!request) return;
    // On disk before anything is shown: a link that was shown is never lost.
    await putInOutbox(request);
    // The outbox along with it: without the entry the save would look accepted for a moment.
    change({ tags: all, savedId: request.id, outbox: await readOutbox() });
    void browser.runtime.sendMessage('work').catch(() => {});
  };

  return (
    <form
      class="page-card"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        class="title"
        aria-label={text('title')}
        dir="auto"
        value={shownTitle}
        onInput={(event) => {
          change({ title: event.currentTarget.value });
        }}
      />
      <div class="address" dir="ltr">
        {url.value.host + url.value.pathname.replace(/\/$/, '')}
      </div>
      <TagField
        tags={shownTags}
        onChange={(changed) => {
          change({ tags: changed });
        }}
        onSubmit={() => void save()}
      />
      {savedId === undefined ? (
        <div class="row">
          <span class="hint">{known ? text('savedOn', dateText(known.updatedAt)) : ''}</span>
          <button type="submit" class="primary" id="save">
            {text(known ? 'saveVersion' : 'save')}
          </button>
        </div>
      ) : (
        <div class="ready">
          <div class="row">
            <output class="status" id="status" aria-live="polite">
              {savedText(savedId)}
            </output>
            <CopyButton link={stillAddress(savedId)} />
          </div>
          <a
            id="link"
            href={stillAddress(savedId)}
            target="_blank"
            rel="noreferrer"
            dir="ltr"
            onClick={
              state.settings.visibility === 'private' ? (event) => openPrivate(event, savedId) : undefined
            }
          >
            {stillAddress(savedId)}
          </a>
        </div>
      )}
    </form>
  );
}

/** Where the save of this popup is, in the person's language. */
function savedText(id: string): string {
  const entry = state.outbox.find(({ request }) => request.id === id);
  if (entry) return entry.refused ? text('statusFailed', entry.refused.message) : text('statusWaiting');
  return state.known?.snapshotId === id ? statusText(state.known.status) : text('statusQueued');
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
