/** Sentences of the page, in the reader's language. */
export type LibraryPageWords = {
  readonly connectTitle: string;
  readonly connectNote: string;
  readonly open: string;
  readonly wrongToken: string;
  readonly noAnswer: string;
  readonly search: string;
  readonly all: string;
  readonly more: string;
  readonly nothing: string;
  readonly empty: string;
  readonly untitled: string;
  readonly status: Readonly<Record<string, string>>;
};

/**
 * The library in a browser: search, tags, newest first. Runs in the page `GET /`; takes the token from the address's
 * fragment or a field, keeps it for the tab, and shows everything as text and never as markup.
 */
export function libraryPage(words: LibraryPageWords, language: string): void {
  const PAGE = 50;
  const TYPING_PAUSE_MS = 180;
  const TAGS_SHOWN = 60;
  const KEPT = 'stillpage-token';
  type Link = {
    id: string;
    url: string;
    title: string;
    tags: string[];
    note: string;
    createdAt: string;
    link?: string;
    snapshot?: { id: string; status: string; visibility: string; hasThumbnail: boolean };
    excerpt?: { text: string; matches: [number, number][] };
  };

  const find = (id: string) => document.getElementById(id) as HTMLElement;
  const field = (id: string) => document.getElementById(id) as HTMLInputElement;
  const make = (tag: string, className: string, text?: string) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  let token = '';
  let chosen: string | undefined;
  let asking: AbortController | undefined;

  const call = async (path: string, init: RequestInit = {}) => {
    const response = await window.fetch(path, {
      ...init,
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
    });
    if (response.status === 401 || response.status === 429) {
      sessionStorage.removeItem(KEPT);
      connect(words.wrongToken);
      throw new DOMException('no access', 'AbortError');
    }
    if (!response.ok) throw new Error(String(response.status));
    return await response.json();
  };

  /** A pasted connect string will do as well as the bare token. */
  const tokenIn = (text: string) => /sp_[A-Za-z0-9_-]{20,}/.exec(text)?.[0] ?? text.trim();

  function connect(problem: string): void {
    find('library').hidden = true;
    find('welcome').hidden = false;
    find('problem').textContent = problem;
    field('token').focus({ preventScroll: true });
  }

  async function enter(given: string): Promise<void> {
    token = tokenIn(given);
    if (token === '') return;
    try {
      const { tags } = await call('/tags');
      sessionStorage.setItem(KEPT, token);
      find('welcome').hidden = true;
      find('library').hidden = false;
      showTags(tags);
      await show();
      field('q').focus();
    } catch (error) {
      if (!(error instanceof DOMException)) connect(words.noAnswer);
    }
  }

  function showTags(tags: { tag: string; count: number }[]): void {
    const list = find('tags');
    list.replaceChildren();
    for (const { tag, count } of [{ tag: words.all, count: -1 }, ...tags.slice(0, TAGS_SHOWN)]) {
      const name = count < 0 ? undefined : tag;
      const button = make('button', 'tag', tag);
      button.setAttribute('type', 'button');
      button.setAttribute('aria-pressed', String(name === chosen));
      if (count >= 0) button.append(make('span', 'count', String(count)));
      button.addEventListener('click', () => {
        chosen = name;
        showTags(tags);
        void show();
      });
      list.append(button);
    }
  }

  async function show(before?: string): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const query = new URLSearchParams({ limit: String(PAGE) });
    const q = field('q').value.trim();
    if (q) query.set('q', q);
    if (chosen !== undefined) query.append('tag', chosen);
    if (before) query.set('before', before);
    try {
      const { links, next } = (await call(`/links?${query}`, { signal })) as { links: Link[]; next?: string };
      const list = find('links');
      if (!before) list.replaceChildren();
      for (const link of links) list.append(cardOf(link));
      find('state').textContent =
        list.childElementCount > 0 ? '' : q || chosen !== undefined ? words.nothing : words.empty;
      const more = find('more');
      more.hidden = next === undefined;
      more.onclick = () => void show(next);
    } catch (error) {
      if (!(error instanceof DOMException)) find('state').textContent = words.noAnswer;
    }
  }

  function cardOf(link: Link): HTMLElement {
    const card = make('li', 'card');
    const picture = make('a', 'picture') as HTMLAnchorElement;
    const title = make('a', 'title', link.title || link.url || words.untitled) as HTMLAnchorElement;
    for (const anchor of [picture, title]) {
      anchor.href = link.snapshot ? `/s/${link.snapshot.id}` : link.url;
      anchor.target = '_blank';
      anchor.rel = 'noopener noreferrer';
    }
    picture.tabIndex = -1;
    if (link.snapshot?.hasThumbnail) void showPicture(picture, link.snapshot.id);
    if (link.snapshot?.visibility === 'private') void openSigned([picture, title], link.snapshot.id);
    const body = make('div', 'body');
    const facts = make('p', 'facts', URL.parse(link.url)?.host ?? link.url);
    facts.append(make('span', 'when', new Date(link.createdAt).toLocaleDateString(language)));
    const status = link.snapshot?.status;
    if (status && status !== 'done')
      facts.append(make('span', `chip ${status}`, words.status[status] ?? status));
    body.append(title, facts);
    if (link.excerpt) body.append(excerptOf(link.excerpt));
    if (link.tags.length > 0) {
      const tags = make('p', 'on');
      for (const tag of link.tags) tags.append(make('span', 'tag-name', tag));
      body.append(tags);
    }
    card.append(picture, body);
    return card;
  }

  function excerptOf({ text, matches }: { text: string; matches: [number, number][] }): HTMLElement {
    const line = make('p', 'excerpt');
    let at = 0;
    for (const [start, end] of matches) {
      line.append(text.slice(at, start), make('mark', '', text.slice(start, end)));
      at = end;
    }
    line.append(text.slice(at));
    return line;
  }

  async function showPicture(place: HTMLElement, id: string): Promise<void> {
    const response = await window.fetch(`/s/${id}/thumbnail`, {
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
    });
    if (!response.ok) return;
    const image = document.createElement('img');
    image.alt = '';
    image.src = URL.createObjectURL(await response.blob());
    image.onload = () => URL.revokeObjectURL(image.src);
    place.append(image);
  }

  /** A private snapshot opens by an address that is signed at the click. */
  async function openSigned(anchors: HTMLAnchorElement[], id: string): Promise<void> {
    for (const anchor of anchors)
      anchor.addEventListener('click', async (event) => {
        event.preventDefault();
        const opened = window.open('about:blank', '_blank');
        const { link } = await call(`/snapshots/${id}/view-link`, { method: 'POST' });
        const { pathname, search } = new URL(link);
        if (opened) opened.location.replace(location.origin + pathname + search);
      });
  }

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
