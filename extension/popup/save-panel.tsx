import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { createClient } from '@stillpage/shared/client.ts';
import { mergeTags, tagKey } from '@stillpage/shared/tags.ts';
import { putInOutbox, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { dateText, type MessageName, text } from '../messages.ts';
import { requestFor, viewOf } from '../page-request.ts';
import type { ReplicaLink } from '../replica/database.ts';
import type { SeenProgress } from '../seen/progress.ts';
import { ConnectHere } from './connect-here.tsx';
import { refusalText, statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { change, inPanel, state, stillAddress } from './state.ts';
import { draftTags, TagField } from './tag-field.tsx';
import { TryAgain } from './try-again.tsx';

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
        <ConnectHere />
        <button
          type="button"
          class="primary"
          onClick={() => void browser.runtime.openOptionsPage().then(() => window.close())}
        >
          {text('openOptions')}
        </button>
      </section>
    );
  // The panel sees the address only of pages that the person clicked the toolbar on.
  if (!url.ok && inPanel) return null;
  if (!url.ok)
    return (
      <section class="page-card notice">
        <p>{text('notSavable')}</p>
      </section>
    );

  const wall = wallText();
  // A link that was met behind a wall has the wall's title.
  const shownTitle = state.title ?? (wall ? page?.title : known?.title) ?? page?.title ?? '';
  const shownTags = state.tags ?? known?.tags ?? state.settings.defaultTags;
  const save = async (seen = false) => {
    const all = mergeTags(shownTags, draftTags());
    const screen = {
      scale: window.devicePixelRatio,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
    };
    const request = requestFor(
      { url: url.value.href, title: shownTitle, tags: all },
      // What only this person can see is for nobody else, until they say so.
      { ...state.settings, defaultTags: [], ...(seen ? { visibility: 'private' } : {}) },
      viewOf(page ?? {}, screen),
    );
    if (!request) return;
    // On disk before anything is shown: a link that was shown is never lost.
    if (seen && page?.id !== undefined)
      await putInOutbox({ ...request, source: 'browser' }, Date.now(), { tabId: page.id, stage: 'reading' });
    else await putInOutbox(request);
    // The outbox along with it: without the entry the save would look accepted for a moment.
    change({
      tags: all,
      savedId: request.id,
      savedSeen: seen,
      progress: undefined,
      outbox: await readOutbox(),
    });
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
        id="tag"
        tags={shownTags}
        onChange={(changed) => {
          change({ tags: changed });
        }}
        onSubmit={() => void save()}
      />
      <Suggested tags={shownTags} />
      <Versions />
      {savedId === undefined ? (
        <div class="row">
          <span class="hint">{known && <SavedOn link={known} />}</span>
          {!wall && <SeenButton save={save} />}
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
              state.savedSeen || state.settings.visibility === 'private'
                ? (event) => openPrivate(event, savedId)
                : undefined
            }
          >
            {stillAddress(savedId)}
          </a>
        </div>
      )}
      {wall && (
        <div class="wall" role="status">
          <span class="wall-text">{text(wall)}</span>
          <div class="row">
            {state.record?.status === 'failed' && <TryAgain id={state.record.id} />}
            <SeenButton save={save} />
          </div>
        </div>
      )}
    </form>
  );
}

function SeenButton({ save }: { readonly save: (seen: boolean) => Promise<void> }) {
  return (
    <button type="button" id="save-seen" title={text('saveSeenHelp')} onClick={() => void save(true)}>
      {text('saveSeen')}
    </button>
  );
}

/** What the site showed the server in the page's place; undefined when it showed the page. */
function wallText(): MessageName | undefined {
  const { record, known, savedSeen } = state;
  if (savedSeen || !record || record.id !== known?.snapshotId || record.source === 'browser')
    return undefined;
  if (record.wall) return WALLS[record.wall];
  return record.status === 'failed' ? 'wallFailed' : undefined;
}

const WALLS = { bot: 'wallBot', captcha: 'wallBot', login: 'wallLogin', consent: 'wallConsent' } as const;

function SavedOn({ link: { id, updatedAt, versions } }: { readonly link: ReplicaLink }) {
  const day = text('savedOn', dateText(updatedAt));
  const { connection } = state.settings;
  if (!versions || !connection) return <>{day}</>;
  const show = async () => {
    const answer = await createClient(connection).versions(id);
    if (answer.ok) change({ versions: answer.value.versions });
  };
  return (
    <>
      {day} ·{' '}
      <button type="button" class="plain" id="versions" onClick={() => void show()}>
        {text('versionCount', versions)}
      </button>
    </>
  );
}

/** The versions of the page, each a link to its still. */
function Versions() {
  if (!state.versions) return null;
  return (
    <ul class="versions">
      {state.versions.map(({ id, createdAt, status, source, visibility }) => (
        <li key={id}>
          <a
            href={stillAddress(id)}
            target="_blank"
            rel="noreferrer"
            onClick={visibility === 'private' ? (event) => openPrivate(event, id) : undefined}
          >
            {dateText(createdAt)}
          </a>{' '}
          <small>
            {statusText(status)}
            {source === 'browser' && ` · ${text('seenHere')}`}
          </small>
        </li>
      ))}
    </ul>
  );
}

/** Tags that fit the page and are not on it yet; a click adds one. */
function Suggested({ tags }: { readonly tags: readonly string[] }) {
  const has = new Set(tags.map(tagKey));
  const offered = state.suggested.filter((tag) => !has.has(tagKey(tag)));
  if (offered.length === 0 || state.savedId) return null;
  return (
    <div class="suggested">
      {offered.map((tag) => (
        <button type="button" class="tag clear" key={tag} onClick={() => change({ tags: [...tags, tag] })}>
          + <bdi>{tag}</bdi>
        </button>
      ))}
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
