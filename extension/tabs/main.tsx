import '../polyfilled.ts';
import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import { render } from 'preact';
import type { Tabs } from 'webextension-polyfill';
import { putManyInOutbox } from '../background/many-saves.ts';
import { isOutboxKey, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { loadLanguage, pageLanguage, text } from '../messages.ts';
import { requestFor, viewOf } from '../page-request.ts';
import { load } from '../popup/load-popup.ts';
import { change, drawWith, state } from '../popup/state.ts';
import { draftTags, TagField } from '../popup/tag-field.tsx';

/** Reads the addresses of all tabs; asked for here and nowhere else. */
const TABS = { permissions: ['tabs' as const] };

let pages: readonly Tabs.Tab[] = [];
let left = new Set<number>();
let sent: readonly string[] | undefined;

function TabsPage() {
  if (sent) return <Sent ids={sent} />;
  if (pages.length === 0)
    return (
      <section>
        <p>{text('tabsAllow')}</p>
        <button type="button" class="primary" id="allow" onClick={() => void allow()}>
          {text('allow')}
        </button>
      </section>
    );
  const chosen = pages.filter(({ id }) => !left.has(id ?? -1));
  const tags = state.tags ?? state.settings.defaultTags;
  return (
    <section>
      <TagField
        id="tag"
        tags={tags}
        onChange={(changed) => change({ tags: changed })}
        onSubmit={() => void saveAll(chosen)}
      />
      <ul class="pages">
        <li>
          <label class="all">
            <input
              type="checkbox"
              checked={left.size === 0}
              onChange={(event) => {
                left = new Set(event.currentTarget.checked ? [] : pages.map(({ id = -1 }) => id));
                change({});
              }}
            />
            {text('clearTags')}
          </label>
        </li>
        {pages.map(({ id = -1, title, url }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={!left.has(id)}
                onChange={(event) => {
                  const next = new Set(left);
                  if (event.currentTarget.checked) next.delete(id);
                  else next.add(id);
                  left = next;
                  change({});
                }}
              />
              <span dir="auto">{title || url}</span>
            </label>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="primary"
        id="save-all"
        disabled={chosen.length === 0 || !state.settings.connection}
        onClick={() => void saveAll(chosen)}
      >
        {text('tabsSave', chosen.length)}
      </button>
      {!state.settings.connection && <p>{text('connectFirst')}</p>}
    </section>
  );
}

/** How many of the saves the backend has taken; what it refused is named in the popup. */
function Sent({ ids }: { readonly ids: readonly string[] }) {
  const waiting = state.outbox.filter(({ request }) => ids.includes(request.id));
  const refused = waiting.filter((entry) => entry.refused).length;
  const done = ids.length - waiting.length;
  return (
    <section>
      <progress max={ids.length} value={done} aria-label={text('tabsSent', `${done} / ${ids.length}`)} />
      <p id="sent" role="status">
        {text('tabsSent', `${done} / ${ids.length}`)}
        {refused > 0 && ` · ${text('failedCount', refused)}`}
      </p>
    </section>
  );
}

async function allow(): Promise<void> {
  if (await browser.permissions.request(TABS)) await list();
}

async function list(): Promise<void> {
  const windowId = Number(new URLSearchParams(location.search).get('window')) || undefined;
  const all = await browser.tabs.query(windowId === undefined ? { currentWindow: true } : { windowId });
  const seen = new Set<string>();
  // A tab that has only begun to load is where it is going to.
  const going = all.map((tab) => ({ ...tab, url: tab.url || (tab.pendingUrl ?? '') }));
  pages = going.filter(({ url }) => {
    const parsed = parsePageUrl(url);
    if (!parsed.ok || seen.has(parsed.value.href)) return false;
    seen.add(parsed.value.href);
    return true;
  });
  change({});
}

async function saveAll(chosen: readonly Tabs.Tab[]): Promise<void> {
  const tags = mergeTags(state.tags ?? state.settings.defaultTags, draftTags());
  const requests = chosen.flatMap((tab) => {
    const wish = { url: tab.url ?? '', tags, ...(tab.title ? { title: tab.title } : {}) };
    const request = requestFor(wish, { ...state.settings, defaultTags: [] }, viewOf(tab));
    return request ? [request] : [];
  });
  await putManyInOutbox(requests);
  sent = requests.map(({ id }) => id);
  change({ outbox: await readOutbox() });
  void browser.runtime.sendMessage('work').catch(() => {});
}

await load();
await loadLanguage(state.settings.language);
document.documentElement.lang = pageLanguage();
document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
document.title = text('tabsTitle');
const place = document.querySelector('#tabs');
if (place)
  drawWith(() =>
    render(
      <>
        <header>
          <img src="/icons/48.png" width="40" height="40" alt="" />
          <h1>{text('tabsTitle')}</h1>
        </header>
        <TabsPage />
      </>,
      place,
    ),
  );
if (await browser.permissions.contains(TABS)) await list();
browser.storage.local.onChanged.addListener((changes) => {
  if (Object.keys(changes).some(isOutboxKey)) void readOutbox().then((outbox) => change({ outbox }));
});
