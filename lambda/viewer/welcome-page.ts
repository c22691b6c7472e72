import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type Language, languageOf, wordsOf } from './language.ts';
import { makeApi } from './library/api.page.ts';
import { makeCards } from './library/card.page.ts';
import { makeDialogs } from './library/edit.page.ts';
import { makeElements } from './library/elements.page.ts';
import { makeFiles } from './library/files.page.ts';
import { makeIndexing } from './library/indexing.page.ts';
import { type LibraryParts, libraryPage } from './library/library.page.ts';
import { libraryWords } from './library/words.ts';
import { MARK, pageAnswer } from './page.ts';
import { PAGE_HEADERS } from './style.ts';

const PARTS: LibraryParts = { makeApi, makeElements, makeCards, makeDialogs, makeFiles, makeIndexing };

type Script = { readonly text: string; readonly policy: string };
const scripts = new Map<Language, Script>();

/** The page's one script and the policy that allows exactly it. */
function scriptOf(language: Language): Script {
  const known = scripts.get(language);
  if (known) return known;
  const words = { ...libraryWords(language), status: statusWords(language) };
  const given = JSON.stringify([words, language]).replaceAll('<', '\\u003c');
  const parts = Object.entries(PARTS).map(([name, part]) => `${name}: ${part}`);
  const text = `(${libraryPage})({\n${parts.join(',\n')}\n}, ...${given})`;
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
  const library = libraryWords(language);
  const script = scriptOf(language);
  const body = html`<main id="welcome"><div class="panel welcome">${MARK}<h1>Stillpage</h1><p class="lead">${words.welcomeLead}</p><p>${words.welcomeRunning}</p>
<h2>${library.connectTitle}</h2><form id="connect"><input id="token" type="password" autocomplete="off" spellcheck="false" aria-label="${library.connectTitle}" placeholder="sp_…"><button>${library.open}</button></form><p id="problem" role="alert"></p><p>${library.connectNote}</p>
<h2>${words.welcomeSteps}</h2><ol>${words.welcomeStepList.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${words.welcomeApi}</h2><p>${words.welcomeApiNote} <a href="/openapi.json">openapi.json</a></p></div></main>
<main id="library" hidden><h1 class="heard">Stillpage</h1><header><div class="top">${MARK}<input id="q" type="search" placeholder="${library.search}" aria-label="${library.search}"><button id="import" type="button">${library.import}</button><input id="file" type="file" hidden><button id="export" type="button">${library.export}</button><a href="/access">${library.access}</a></div><div id="tags"></div><div id="bulk" class="doings" hidden></div></header><p id="said" role="status"></p><p id="indexing" role="status" hidden></p><button id="empty" type="button" hidden>${library.emptyTrash}</button><ul id="links"></ul><p id="state" role="status"></p><button id="more" type="button" hidden>${library.more}</button></main>
<script>${raw(script.text)}</script>`;
  const answer = await pageAnswer({ language, title: 'Stillpage', body });
  answer.headers.set('content-security-policy', script.policy);
  return answer;
}
