import { ERROR_TABLE, type Failure } from '@stillpage/shared/errors.ts';
import { html } from 'hono/html';
import { type Language, wordsOf } from './language.ts';
import { MARK, pageAnswer } from './page.ts';

/** The page shown in a snapshot's place. */
export function troublePage(language: Language, { code }: Failure): Promise<Response> {
  const words = wordsOf(language);
  const [title, note] =
    code === 'not-found'
      ? [words.absentTitle, words.absentNote]
      : code === 'unauthorized' || code === 'rate-limited'
        ? [words.privateTitle, words.privateNote]
        : [words.troubleTitle, words.troubleNote];
  const body = html`<main><div class="panel">${MARK}<h2>${title}</h2><p>${note}</p></div></main>`;
  return pageAnswer({ language, title, body, status: ERROR_TABLE[code].status });
}
