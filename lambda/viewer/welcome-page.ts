import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type Language, languageOf, wordsOf } from './language.ts';
import { libraryPage } from './library.page.ts';
import { MARK, pageAnswer } from './page.ts';
import { PAGE_HEADERS } from './style.ts';

type Script = { readonly text: string; readonly policy: string };
const scripts = new Map<Language, Script>();

/** The page's one script and the policy that allows exactly it. */
function scriptOf(language: Language): Script {
  const known = scripts.get(language);
  if (known) return known;
  const words = wordsOf(language);
  const given = JSON.stringify([{ ...words.library, status: statusWords(language) }, language]).replaceAll(
    '<',
    '\\u003c',
  );
  const text = `(${libraryPage.toString()})(...${given})`;
  const hash = createHash('sha256').update(text).digest('base64');
  const policy = (PAGE_HEADERS['content-security-policy'] ?? '')
    .replace("img-src 'self'", "img-src 'self' blob:")
    .concat(`; script-src 'sha256-${hash}'; connect-src 'self'`);
  const script = { text, policy };
  scripts.set(language, script);
  return script;
}

function statusWords(language: Language): Record<string, string> {
  const { queued, capturing, partial, failed } = wordsOf(language);
  return { queued, capturing, partial, failed };
}

/**
 * `GET /`: what this is and how to connect; with the token, the library. Nothing of the library is in the page itself:
 * its script asks the API.
 */
export async function welcomePage(request: Request): Promise<Response> {
  const language = languageOf(request.headers.get('accept-language'));
  const words = wordsOf(language);
  const { library } = words;
  const script = scriptOf(language);
  const body = html`<main id="welcome"><div class="panel welcome">${MARK}<h1>Stillpage</h1><p class="lead">${words.welcomeLead}</p><p>${words.welcomeRunning}</p>
<h2>${library.connectTitle}</h2><form id="connect"><input id="token" type="password" autocomplete="off" spellcheck="false" aria-label="${library.connectTitle}" placeholder="sp_…"><button>${library.open}</button></form><p id="problem" role="alert"></p><p>${library.connectNote}</p>
<h2>${words.welcomeSteps}</h2><ol>${words.welcomeStepList.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${words.welcomeApi}</h2><p>${words.welcomeApiNote} <a href="/openapi.json">openapi.json</a></p></div></main>
<main id="library" hidden><header><div class="top">${MARK}<input id="q" type="search" placeholder="${library.search}" aria-label="${library.search}"></div><div id="tags"></div></header><ul id="links"></ul><p id="state" role="status"></p><button id="more" type="button" hidden>${library.more}</button></main>
<script>${raw(script.text)}</script>`;
  const answer = await pageAnswer({ language, title: 'Stillpage', body });
  answer.headers.set('content-security-policy', script.policy);
  return answer;
}
