import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import type { Progress, SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { html } from 'hono/html';
import { dateOf } from './date-of.ts';
import { type Language, type Words, wordsOf } from './language.ts';
import { MARK, type Markup, pageAnswer } from './page.ts';
import { readingText } from './reading-text.ts';

/** Seconds between two looks at a running capture. */
const REFRESH_S = 2;
/** Missing things named on the page; the record has them all. */
const OMISSIONS_SHOWN = 40;

/** What of a snapshot is shown. */
export type Tab = 'still' | 'screenshot' | 'text';
export function isTab(value: unknown): value is Tab {
  return value === 'still' || value === 'screenshot' || value === 'text';
}

export type SnapshotView = {
  readonly language: Language;
  readonly snapshot: SnapshotRecord;
  /** Title of its link, as its owner gave it. */
  readonly title: string;
  readonly progress?: Progress;
  readonly tab: Tab;
  /** `?view=…` for the files of a private snapshot, or empty. */
  readonly access: string;
  /** Readable text, for its tab. */
  readonly text?: string;
};

/** The page of a snapshot. Tags and note are its owner's and are not on it. */
export function snapshotPage(view: SnapshotView): Promise<Response> {
  const { language, snapshot } = view;
  const words = wordsOf(language);
  const title = titleOf(view);
  const working = snapshot.status === 'queued' || snapshot.status === 'capturing';
  const body = html`<header><div class="top">${MARK}<div class="about"><h1>${title}</h1>${facts(view, words)}</div></div>${tabs(view, words)}</header>
${notices(snapshot, language, words)}
<main>${working ? progressPanel(view, words) : content(view, words)}</main>`;
  return pageAnswer({ language, title, body, ...(working ? { refresh: REFRESH_S } : {}) });
}

function titleOf({ title, snapshot }: SnapshotView): string {
  return title || snapshot.page?.title || snapshot.url;
}

function facts({ snapshot, language }: SnapshotView, words: Words): Markup {
  const address = URL.parse(snapshot.url);
  const shown = address
    ? address.host + (address.pathname === '/' ? '' : readable(address.pathname))
    : snapshot.url;
  return html`<p class="facts"><span class="chip ${snapshot.status}">${words[snapshot.status]}</span><a href="${address?.href ?? ''}" rel="noopener noreferrer nofollow" title="${words.original}">${shown}</a><span>${words.savedAt(dateOf(snapshot, language))}</span>${unchanged(snapshot, language, words)}<span>${snapshot.source === 'browser' ? words.seenByBrowser : words.seenByServer}</span></p>`;
}

function unchanged(
  { unchangedSince, view }: SnapshotRecord,
  language: Language,
  words: Words,
): Markup | string {
  if (!unchangedSince) return '';
  return html`<span>${words.unchangedSince(dateOf({ createdAt: unchangedSince.at, view }, language))}</span>`;
}

function readable(path: string): string {
  try {
    return decodeURI(path).replace(/[\p{Cc}\p{Cf}]/gu, '');
  } catch {
    return path;
  }
}

function tabs({ snapshot, tab, access }: SnapshotView, words: Words): Markup | string {
  const { artifacts, id } = snapshot;
  const shown = (['still', 'screenshot', 'text'] as const).filter((name) => artifacts[name]);
  if (shown.length === 0) return '';
  const files = [
    ...(artifacts.still ? [{ path: 'download', label: words.download }] : []),
    ...(artifacts.pdf ? [{ path: 'pdf', label: words.pdf }] : []),
  ];
  return html`<nav>${shown.map(
    (name) =>
      html`<a href="/s/${id}?${access ? `${access.slice(1)}&` : ''}show=${name}"${name === tab ? html` aria-current="page"` : ''}>${words[name]}</a>`,
  )}${files.map(({ path, label }, index) => html`<a${index === 0 ? html` class="end"` : ''} href="/s/${id}/${path}${access}">${label}</a>`)}</nav>`;
}

function notices(
  { status, wall, omissions, error, page }: SnapshotRecord,
  language: Language,
  words: Words,
): Markup[] {
  if (status !== 'done' && status !== 'partial') return [];
  const httpStatus = page?.httpStatus;
  const why = error && (language === 'zh-CN' ? ERROR_TABLE[error.code].zh_CN : error.message);
  return [
    ...(wall ? [html`<div class="notice"><p>${words.wall[wall]}</p></div>`] : []),
    ...(httpStatus !== undefined && httpStatus >= 400
      ? [html`<div class="notice"><p>${words.httpStatus(httpStatus)}</p></div>`]
      : []),
    ...(status === 'partial' && why
      ? [html`<div class="notice"><p>${words.incomplete}: ${why}</p></div>`]
      : []),
    ...(status === 'partial' && omissions.length > 0
      ? [
          html`<div class="notice"><details><summary>${words.missing(omissions.length)}</summary><ul>${omissions
            .slice(0, OMISSIONS_SHOWN)
            .map(({ what, reason }) => html`<li>${what} (${words.reasons[reason]})</li>`)}${
            omissions.length > OMISSIONS_SHOWN
              ? html`<li>${words.more(omissions.length - OMISSIONS_SHOWN)}</li>`
              : ''
          }</ul></details></div>`,
        ]
      : []),
  ];
}

function content({ snapshot, title, tab, access, text, language }: SnapshotView, words: Words): Markup {
  const { artifacts, id, error, status } = snapshot;
  if (status === 'failed') {
    const why = error && ERROR_TABLE[error.code][language === 'zh-CN' ? 'zh_CN' : 'en'];
    const detail = error && error.message !== ERROR_TABLE[error.code].en ? error.message : undefined;
    return html`<div class="panel">${MARK}<h2>${words.failedTitle}</h2><p class="why">${why ?? ''}</p>${detail ? html`<p class="detail">${detail}</p>` : ''}<p>${words.failedNote}</p><p><a href="${snapshot.url}" rel="noopener noreferrer nofollow">${words.original}</a></p></div>`;
  }
  if (tab === 'screenshot' && artifacts.screenshot) {
    const { width, height } = artifacts.screenshot;
    return html`<div class="shot"><img src="/s/${id}/screenshot${access}" alt="${words.screenshot}: ${title}"${
      width && height ? html` width="${width}" height="${height}"` : ''
    }></div>`;
  }
  if (tab === 'text' && artifacts.text)
    return text?.trim() ? readingText(text) : html`<div class="panel"><p>${words.noText}</p></div>`;
  if (!artifacts.still) return html`<div class="panel"><p>${words.noStill}</p></div>`;
  return html`<iframe src="/s/${id}/page${access}" title="${words.still}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`;
}

function progressPanel({ progress, snapshot }: SnapshotView, words: Words): Markup {
  const stage = progress?.stage ?? 'waiting';
  const bar =
    progress && progress.of > 0
      ? html`<progress max="${progress.of}" value="${progress.step}"></progress>`
      : html`<progress></progress>`;
  return html`<div class="panel">${MARK}<h2>${words.workingTitle}</h2><div>${bar}</div><p class="why">${words.stages[stage]} …</p><p>${words.workingNote}</p><p><a href="${snapshot.url}" rel="noopener noreferrer nofollow">${words.original}</a></p></div>`;
}
