import { html, raw } from 'hono/html';
import type { Language } from './language.ts';
import { PAGE_HEADERS, STYLE } from './style.ts';

/** Markup that is safe to show: everything put into it has been escaped. */
export type Markup = ReturnType<typeof html>;

const DRAWING =
  '<rect x="6" y="6" width="116" height="116" rx="28" fill="#17677a"/><path d="M40 26h34l22 22v48a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6V32a6 6 0 0 1 6-6z" fill="#fdfcf8"/><path d="M74 26l22 22H80a6 6 0 0 1-6-6z" fill="#bcd8dd"/><path d="M34 74c10-7 20-7 31 0s21 7 31 0v22a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z" fill="#2a9d8f"/><path d="M34 86c10-6 20-6 31 0s21 6 31 0v10a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z" fill="#1b6f74"/>';

/** The sign of the program, in its own colours. */
export const MARK = html`<svg class="mark" viewBox="0 0 128 128" aria-hidden="true">${raw(DRAWING)}</svg>`;

/** `GET /icon.svg`: the same for the tab. */
export function iconAnswer(): Response {
  return new Response(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">${DRAWING}</svg>`, {
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=86400',
    },
  });
}

export type PageParts = {
  readonly language: Language;
  readonly title: string;
  readonly body: Markup;
  readonly status?: number;
  /** Seconds after which the browser asks again. */
  readonly refresh?: number;
};

/** One of the viewer's own pages as an answer. */
export async function pageAnswer({
  language,
  title,
  body,
  status = 200,
  refresh,
}: PageParts): Promise<Response> {
  const page = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh}">`}
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>${body}</body>
</html>
`;
  return new Response(String(page), { status, headers: PAGE_HEADERS });
}
