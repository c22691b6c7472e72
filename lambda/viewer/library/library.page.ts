import type { Link, makeApi } from './api.page.ts';
import type { makeCards } from './card.page.ts';
import type { makeDialogs } from './edit.page.ts';
import type { makeElements } from './elements.page.ts';
import type { makeFiles } from './files.page.ts';
import type { Indexing, makeIndexing } from './indexing.page.ts';
import type { LibraryWords } from './words.ts';

/** The page's other parts: each is a function that stands alone, since the page gets their text. */
export type LibraryParts = {
  readonly makeApi: typeof makeApi;
  readonly makeElements: typeof makeElements;
  readonly makeCards: typeof makeCards;
  readonly makeDialogs: typeof makeDialogs;
  readonly makeFiles: typeof makeFiles;
  readonly makeIndexing: typeof makeIndexing;
};

/**
 * The library in a browser: search, tags, newest first, editing, trash. Runs in the page `GET /`; takes the token from
 * the address's fragment or a field, keeps it for the tab, and shows everything as text and never as markup.
 */
export function libraryPage(
  parts: LibraryParts,
  words: LibraryWords & { readonly status: Readonly<Record<string, string>> },
  language: string,
): void {
  const PAGE = 50;
  const TYPING_PAUSE_MS = 180;
  const TAGS_SHOWN = 60;
  const SAID_MS = 10_000;
  const KEPT = 'stillpage-token';

  const find = (id: string) => document.getElementById(id) as HTMLElement;
  const field = (id: string) => document.getElementById(id) as HTMLInputElement;
  const elements = parts.makeElements();
  const { make, button } = elements;
  const api = parts.makeApi(() => {
    sessionStorage.removeItem(KEPT);
    connect(words.wrongToken);
  });

  let chosen: string | undefined;
  let isTrash = false;
  let asking: AbortController | undefined;
  const selected = new Map<string, Link>();

  /** A pasted connect string will do as well as the bare token. */
  const tokenIn = (text: string) => /sp_[A-Za-z0-9_-]{20,}/.exec(text)?.[0] ?? text.trim();

  function connect(problem: string): void {
    find('library').hidden = true;
    find('welcome').hidden = false;
    find('problem').textContent = problem;
    field('token').focus({ preventScroll: true });
  }

  async function enter(given: string): Promise<void> {
    const token = tokenIn(given);
    if (token === '') return;
    api.use(token);
    try {
      await refresh();
      sessionStorage.setItem(KEPT, token);
      find('welcome').hidden = true;
      find('library').hidden = false;
      field('q').focus();
    } catch (error) {
      if (!(error instanceof DOMException)) connect(words.noAnswer);
    }
  }

  /** Tags and list anew, as after every change. */
  async function refresh(said?: string): Promise<void> {
    const { tags } = await api.call<{ tags: { tag: string; count: number }[] }>('/tags');
    showTags(tags);
    await show();
    if (said) say(said);
  }

  let forgetting = 0;
  function say(text: string, ...more: Node[]): void {
    clearTimeout(forgetting);
    find('said').replaceChildren(text, ...more);
    forgetting = Number(setTimeout(() => find('said').replaceChildren(), SAID_MS));
  }

  function showTags(tags: { tag: string; count: number }[]): void {
    const choose = (name: string | undefined, trash: boolean) => () => {
      chosen = name;
      isTrash = trash;
      showTags(tags);
      return show();
    };
    const chip = (text: string, isPressed: boolean, onClick: () => unknown) => {
      const element = button(text, onClick, 'tag');
      element.setAttribute('aria-pressed', String(isPressed));
      return element;
    };
    find('tags').replaceChildren(
      chip(words.all, chosen === undefined && !isTrash, choose(undefined, false)),
      ...tags.slice(0, TAGS_SHOWN).map(({ tag, count }) => {
        const element = chip(tag, tag === chosen, choose(tag, false));
        element.append(make('span', 'count', String(count)));
        return element;
      }),
      chip(words.trash, isTrash, choose(undefined, true)),
    );
  }

  async function show(before?: string): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const q = field('q').value.trim();
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (q) query.set('q', q);
    if (isTrash) query.set('trash', 'true');
    if (chosen !== undefined) query.append('tag', chosen);
    if (before) query.set('before', before);
    try {
      const { links, next, indexing } = await api.call<{ links: Link[]; next?: string; indexing?: Indexing }>(
        `/links?${query}`,
        'GET',
        undefined,
        { signal },
      );
      const list = find('links');
      if (!before) {
        list.replaceChildren();
        selected.clear();
        showBulk();
      }
      list.append(...links.map(cardOf));
      const isFiltered = q !== '' || chosen !== undefined;
      const nothing = isTrash ? words.trashEmpty : isFiltered ? words.nothing : words.empty;
      find('state').textContent = list.childElementCount > 0 || indexing ? '' : nothing;
      tellIndexing(indexing);
      find('empty').hidden = !isTrash || list.childElementCount === 0;
      const more = find('more');
      more.hidden = next === undefined;
      more.onclick = () => void show(next);
    } catch (error) {
      if (!(error instanceof DOMException)) find('state').textContent = words.noAnswer;
    }
  }

  /** Does something, shows the list anew, and says why when it could not be done. */
  async function doing(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      await refresh();
    } catch (error) {
      if (error instanceof Error) say(words.failed + error.message);
    }
  }

  const tellIndexing = parts.makeIndexing(
    api,
    elements,
    words,
    language,
    find('indexing'),
    () => void refresh(),
  );
  const restore = (link: Link) => doing(() => api.call(`/links/${link.id}/restore`, 'POST'));
  const dialogs = parts.makeDialogs(api, elements, words, language, (said) => void refresh(said));
  const cardOf = parts.makeCards(api, elements, words, language, {
    isTrash: () => isTrash,
    select(link, isSelected) {
      if (isSelected) selected.set(link.id, link);
      else selected.delete(link.id);
      showBulk();
    },
    edit: dialogs.edit,
    versions: (link) => void dialogs.versions(link),
    remove: (link) =>
      void doing(() => api.call(`/links/${link.id}`, 'DELETE')).then(() =>
        say(
          words.removed,
          button(words.undo, () => restore(link)),
        ),
      ),
    restore: (link) => void restore(link),
  });

  function showBulk(): void {
    const bar = find('bulk');
    bar.hidden = selected.size === 0;
    if (bar.hidden) return;
    const ids = [...selected.keys()];
    const bulk = (change: object) => () => doing(() => api.call('/links/bulk', 'POST', { ids, ...change }));
    const tag = make('input') as HTMLInputElement;
    tag.setAttribute('aria-label', words.tags);
    const named = () => tag.value.split(/[,，]/).flatMap((name) => name.trim() || []);
    bar.replaceChildren(
      make('span', '', `${ids.length}${words.selected}`),
      tag,
      button(words.addTag, () => bulk({ addTags: named() })()),
      button(words.removeTag, () => bulk({ removeTags: named() })()),
      button(words.remove, bulk({ delete: true })),
    );
  }

  const files = parts.makeFiles(api, words, say, () => void refresh());
  find('import').addEventListener('click', () => field('file').click());
  field('file').addEventListener('change', () => {
    const [file] = field('file').files ?? [];
    if (file) void files.bringIn(file);
    field('file').value = '';
  });
  find('export').addEventListener('click', () => void files.bringOut());
  find('empty').addEventListener('click', () => {
    if (window.confirm(words.emptyTrashSure)) void doing(() => api.call('/trash', 'DELETE'));
  });

  find('connect').addEventListener('submit', (event) => {
    event.preventDefault();
    void enter(field('token').value);
  });
  let typing = 0;
  field('q').addEventListener('input', () => {
    clearTimeout(typing);
    typing = Number(setTimeout(() => void show(), TYPING_PAUSE_MS));
  });
  /** The token leaves the address, so that it is not copied along with it. */
  const takeToken = () => {
    const given = tokenIn(location.hash.slice(1));
    if (given) history.replaceState(null, '', '/');
    return given;
  };
  window.addEventListener('hashchange', () => void enter(takeToken()));
  const known = takeToken() || sessionStorage.getItem(KEPT);
  if (known) void enter(known);
}
