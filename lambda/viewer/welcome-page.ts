import { html } from 'hono/html';
import { languageOf, wordsOf } from './language.ts';
import { MARK, pageAnswer } from './page.ts';

/** `GET /`: what this is and how to connect; nothing of the library is on it. */
export function welcomePage(request: Request): Promise<Response> {
  const language = languageOf(request.headers.get('accept-language'));
  const words = wordsOf(language);
  const body = html`<main><div class="panel welcome">${MARK}<h1>Stillpage</h1><p class="lead">${words.welcomeLead}</p><p>${words.welcomeRunning}</p>
<h2>${words.welcomeSteps}</h2><ol>${words.welcomeStepList.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${words.welcomeApi}</h2><p>${words.welcomeApiNote} <a href="/openapi.json">openapi.json</a></p></div></main>`;
  return pageAnswer({ language, title: 'Stillpage', body });
}
