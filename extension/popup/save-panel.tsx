import { useComputed, useSignal } from '@preact/signals';
import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import browser from 'webextension-polyfill';
import { putInOutbox } from '../background/outbox.ts';
import { dateText, text } from '../messages.ts';
import { requestFor, viewOf } from '../page-request.ts';
import { statusText } from './link-status.ts';
import { known, outbox, settings, stillAddress, tab } from './state.ts';
import { draftTags, TagField } from './tag-field.tsx';

/** How long "Copied" stands, in milliseconds. */
const COPIED_MS = 1_600;

/** The page the person is on: title, tags, Save; then its link, ready before any network. */
export function SavePanel() {
  const page = tab.value;
  const url = parsePageUrl(page?.url ?? '');
  const title = useSignal<string | undefined>(undefined);
  const tags = useSignal<readonly string[] | undefined>(undefined);
  const saved = useSignal<string | undefined>(undefined);
  const state = useComputed(() => {
    const entry = outbox.value.find(({ request }) => request.id === saved.value);
    if (entry) return entry.refused ? text('statusFailed', entry.refused.message) : text('statusWaiting');
    return known.value?.snapshotId === saved.value ? statusText(known.value?.status) : text('statusQueued');
  });
  if (!settings.value.connection)
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

  const shownTitle = title.value ?? known.value?.title ?? page?.title ?? '';
  const shownTags = tags.value ?? known.value?.tags ?? settings.value.defaultTags;
  const save = async () => {
    const all = mergeTags(shownTags, draftTags());
    const screen = {
      scale: window.devicePixelRatio,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
    };
    const request = requestFor(
      { url: url.value.href, title: shownTitle, tags: all },
      { ...settings.value, defaultTags: [] },
      viewOf(page ?? {}, screen),
    );
    if (!request) return;
    tags.value = all;
    // On disk before anything is shown: a link that was shown is never lost.
    await putInOutbox(request);
    saved.value = request.id;
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
          title.value = event.currentTarget.value;
        }}
      />
      <div class="address" dir="ltr">
        {url.value.host + url.value.pathname.replace(/\/$/, '')}
      </div>
      <TagField
        tags={shownTags}
        onChange={(changed) => {
          tags.value = changed;
        }}
        onSubmit={() => void save()}
      />
      {saved.value === undefined ? (
        <div class="row">
          <span class="hint">{known.value ? text('savedOn', dateText(known.value.updatedAt)) : ''}</span>
          <button type="submit" class="primary" id="save">
            {text(known.value ? 'saveVersion' : 'save')}
          </button>
        </div>
      ) : (
        <div class="ready">
          <div class="row">
            <output class="status" id="status" aria-live="polite">
              {state}
            </output>
            <CopyButton link={stillAddress(saved.value)} />
          </div>
          <a id="link" href={stillAddress(saved.value)} target="_blank" rel="noreferrer" dir="ltr">
            {stillAddress(saved.value)}
          </a>
        </div>
      )}
    </form>
  );
}

function CopyButton({ link }: { readonly link: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, COPIED_MS);
  };
  return (
    <button type="button" class="primary" id="copy" onClick={() => void copy()}>
      {text(copied.value ? 'copied' : 'copyLink')}
    </button>
  );
}
