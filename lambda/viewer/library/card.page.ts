import type { Api, Link } from './api.page.ts';
import type { Elements } from './elements.page.ts';
import type { LibraryWords } from './words.ts';

export type CardActions = {
  readonly isTrash: () => boolean;
  readonly select: (link: Link, isSelected: boolean) => void;
  readonly edit: (link: Link) => void;
  readonly versions: (link: Link) => void;
  readonly remove: (link: Link) => void;
  readonly restore: (link: Link) => void;
};

/** Cards of the grid: picture, title, facts, excerpt, tags and what can be done. */
export function makeCards(
  api: Api,
  { make, button }: Elements,
  words: LibraryWords & { readonly status: Readonly<Record<string, string>> },
  language: string,
  actions: CardActions,
) {
  async function showPicture(place: HTMLElement, id: string): Promise<void> {
    const response = await api.send(`/s/${id}/thumbnail`).catch(() => undefined);
    if (!response) return;
    const image = document.createElement('img');
    image.alt = '';
    image.src = URL.createObjectURL(await response.blob());
    image.onload = () => URL.revokeObjectURL(image.src);
    place.append(image);
  }

  /** Opens a snapshot in a tab of its own; a private one by an address that is signed at the click. */
  function openSnapshot(event: Event, { id, visibility }: NonNullable<Link['snapshot']>): void {
    if (visibility !== 'private') return;
    event.preventDefault();
    const opened = window.open('about:blank', '_blank');
    void api.call<{ link: string }>(`/snapshots/${id}/view-link`, 'POST').then(({ link }) => {
      const { pathname, search } = new URL(link);
      if (opened) opened.location.replace(location.origin + pathname + search);
    });
  }

  function excerptOf({ text, matches }: NonNullable<Link['excerpt']>): HTMLElement {
    const line = make('p', 'excerpt');
    let at = 0;
    for (const [start, end] of matches) {
      line.append(text.slice(at, start), make('mark', '', text.slice(start, end)));
      at = end;
    }
    line.append(text.slice(at));
    return line;
  }

  function doings(link: Link): HTMLElement {
    const row = make('p', 'doings');
    if (actions.isTrash()) {
      row.append(button(words.restore, () => actions.restore(link)));
      return row;
    }
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.setAttribute('aria-label', words.select);
    box.addEventListener('change', () => actions.select(link, box.checked));
    row.append(
      box,
      button(words.edit, () => actions.edit(link)),
      button(words.versions, () => actions.versions(link)),
      button(words.remove, () => actions.remove(link)),
    );
    return row;
  }

  return (link: Link): HTMLElement => {
    const { snapshot } = link;
    const picture = make('a', 'picture') as HTMLAnchorElement;
    const title = make('a', 'title', link.title || link.url || words.untitled) as HTMLAnchorElement;
    for (const anchor of [picture, title]) {
      anchor.href = snapshot ? `/s/${snapshot.id}` : link.url;
      anchor.target = '_blank';
      anchor.rel = 'noopener noreferrer';
      if (snapshot) anchor.addEventListener('click', (event) => openSnapshot(event, snapshot));
    }
    picture.tabIndex = -1;
    picture.setAttribute('aria-hidden', 'true');
    if (snapshot?.hasThumbnail) void showPicture(picture, snapshot.id);
    const facts = make('p', 'facts', URL.parse(link.url)?.host ?? link.url);
    facts.append(make('span', 'when', new Date(link.createdAt).toLocaleDateString(language)));
    const status = snapshot?.status;
    if (!snapshot) facts.append(make('span', 'chip', words.noStill));
    else if (status && status !== 'done')
      facts.append(make('span', `chip ${status}`, words.status[status] ?? status));
    const body = make('div', 'body', title, facts);
    if (link.excerpt) body.append(excerptOf(link.excerpt));
    if (link.note) body.append(make('p', 'note', link.note));
    if (link.tags.length > 0)
      body.append(make('p', 'on', ...link.tags.map((tag) => make('span', 'tag-name', tag))));
    body.append(doings(link));
    const card = make('li', 'card', picture, body);
    card.dataset.link = link.id;
    return card;
  };
}
