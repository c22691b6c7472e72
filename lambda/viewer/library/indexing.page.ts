import type { Api } from './api.page.ts';
import type { Elements } from './elements.page.ts';
import type { LibraryWords } from './words.ts';

/** Links that the answer knows, of how many there are. */
export type Indexing = { readonly done: number; readonly of: number };

/**
 * Says, while the server makes its index anew, how many links the list knows by now, and offers the whole list once it
 * is there: one that somebody reads is not taken from under the eyes.
 */
export function makeIndexing(
  api: Api,
  { make, button }: Elements,
  words: LibraryWords,
  language: string,
  place: HTMLElement,
  listAnew: () => void,
) {
  const AGAIN_MS = 1_500;
  let again = 0;
  const count = make('span', 'count');
  // Read out once, and not with every number.
  count.setAttribute('aria-hidden', 'true');
  const told = make('span', '', words.indexing);

  /** Of the answer to each listing: undefined when it knows every link. */
  function tell(now: Indexing | undefined): void {
    clearTimeout(again);
    place.hidden = !now;
    if (!now) return;
    const number = new Intl.NumberFormat(language);
    count.textContent = `${number.format(now.done)} / ${number.format(now.of)}`;
    if (!place.contains(told)) place.replaceChildren(told, count);
    again = Number(setTimeout(() => void ask(), AGAIN_MS));
  }

  async function ask(): Promise<void> {
    try {
      const { indexing } = await api.call<{ indexing?: Indexing }>('/links?limit=1');
      if (indexing) tell(indexing);
      else place.replaceChildren(words.indexed, button(words.listAnew, listAnew));
    } catch (error) {
      // The token was refused: whoever enters again asks again.
      if (!(error instanceof DOMException)) again = Number(setTimeout(() => void ask(), AGAIN_MS));
    }
  }

  return tell;
}
