import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { DiffAnswer, TextPart } from '@stillpage/shared/schemas/version.ts';
import { html } from 'hono/html';
import { dateOf } from './date-of.ts';
import { type Language, wordsOf } from './language.ts';
import { MARK, type Markup, pageAnswer } from './page.ts';

/** Unchanged text shown on either side of a change, in characters. */
const CONTEXT_LENGTH = 240;
/** Share of pixels below which a picture counts as the same. */
const SAME_PICTURE = 0.00005;

export type DiffView = {
  readonly language: Language;
  readonly title: string;
  readonly older: SnapshotRecord;
  readonly newer: SnapshotRecord;
  readonly diff: DiffAnswer;
};

/** The page that shows what changed between two versions: pictures side by side, then the text. */
export function diffPage({ language, title, older, newer, diff }: DiffView): Promise<Response> {
  const words = wordsOf(language);
  const version = (snapshot: SnapshotRecord) =>
    html`<a href="/s/${snapshot.id}">${dateOf(snapshot, language)}</a>`;
  const body = html`<header><div class="top">${MARK}<div class="about"><h1>${title || newer.url}</h1><p class="facts"><span>${words.changes}</span>${version(older)}<span>→</span>${version(newer)}</p></div></div></header>
<main><article class="diff"><div>${pictures(older, newer, diff, words)}<h2>${words.text}</h2>${text(diff, words)}</div></article></main>`;
  return pageAnswer({ language, title: `${words.changes}: ${title || newer.url}`, body });
}

type Words = ReturnType<typeof wordsOf>;

function pictures(
  older: SnapshotRecord,
  newer: SnapshotRecord,
  { picture }: DiffAnswer,
  words: Words,
): Markup {
  if (!picture) return html`<h2>${words.screenshot}</h2><p>${words.noPicture}</p>`;
  const isSame = picture.differing < SAME_PICTURE;
  const share = `${(picture.differing * 100).toFixed(picture.differing < 0.01 ? 2 : 1)} %`;
  const shots: readonly (readonly [string, string])[] = [
    [`/s/${older.id}/screenshot`, words.before],
    [`/s/${newer.id}/screenshot`, words.after],
    [`/s/${older.id}/diff/${newer.id}/picture`, words.differing],
  ];
  return html`<h2>${words.screenshot}</h2><p>${isSame ? words.samePicture : words.pictureDiffers(share)}</p>${
    isSame
      ? ''
      : html`<div class="shots">${shots.map(([address, name]) => html`<figure><a href="${address}"><img src="${address}" alt="${name}"></a><figcaption>${name}</figcaption></figure>`)}</div>`
  }`;
}

function text({ text: { parts, added, removed, cut } }: DiffAnswer, words: Words): Markup {
  if (added + removed === 0) return html`<p>${words.sameText}</p>`;
  return html`<p>${words.textDiffers(added, removed)}${cut ? ` ${words.textCut}` : ''}</p><div class="changes">${parts.map(
    (part, index) => textPart(part, index > 0, index < parts.length - 1),
  )}</div>`;
}

/** A long unchanged run is shown at its ends, next to what changed. */
function textPart({ kind, text: whole }: TextPart, isAfter: boolean, isBefore: boolean): Markup | string {
  if (kind === 'added') return html`<ins>${whole}</ins>`;
  if (kind === 'removed') return html`<del>${whole}</del>`;
  if (whole.length <= 2 * CONTEXT_LENGTH) return whole;
  const start = isAfter ? whole.slice(0, CONTEXT_LENGTH).toWellFormed() : '';
  const end = isBefore ? whole.slice(-CONTEXT_LENGTH).toWellFormed() : '';
  return html`${start}<span class="gap">…</span>${end}`;
}
