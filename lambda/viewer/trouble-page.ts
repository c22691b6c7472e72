import { ERROR_TABLE, type ErrorCode, type Failure } from '@stillpage/shared/errors.ts';
import { html } from 'hono/html';
import { type Language, wordsOf } from './language.ts';
import { MARK, pageAnswer } from './page.ts';

/** The page shown in a snapshot's place. */
export function troublePage(language: Language, { code }: Failure): Promise<Response> {
  const words = wordsOf(language);
  const [title, note] = wordsFor(code, words);
  const body = html`<main><div class="panel">${MARK}<h2>${title}</h2><p>${note}</p></div></main>`;
  return pageAnswer({ language, title, body, status: ERROR_TABLE[code].status });
}

function wordsFor(code: ErrorCode, words: ReturnType<typeof wordsOf>): [title: string, note: string] {
  if (code === 'not-found') return [words.absentTitle, words.absentNote];
  if (code === 'unauthorized' || code === 'rate-limited') return [words.privateTitle, words.privateNote];
  if (code === 'invalid-request') return [words.unlikeTitle, words.unlikeNote];
  return [words.troubleTitle, words.troubleNote];
}
