import { type Result, StillpageError } from '@stillpage/shared/errors.ts';
import type { ExportFormat } from '@stillpage/shared/schemas/import.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { html } from 'hono/html';

type Form = {
  readonly type: string;
  readonly file: string;
  readonly head: string;
  readonly tail: string;
  readonly line: (link: LinkRecord, still: string | undefined) => string;
};

/** A spreadsheet would run a cell that begins so as a formula. Our own import takes the apostrophe off again. */
const FORMULA = /^[=+\-@\t\r]/;
const COLUMNS = ['url', 'title', 'tags', 'note', 'created', 'still'] as const;

const FORMS: Record<ExportFormat, Form> = {
  html: {
    type: 'text/html; charset=utf-8',
    file: 'stillpage-bookmarks.html',
    head: '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n',
    tail: '</DL><p>\n',
    line: ({ url, title, tags, note, createdAt, updatedAt }) => {
      const tagged = tags.length > 0 ? html` TAGS="${tags.join(',')}"` : '';
      const link = html`<DT><A HREF="${url}" ADD_DATE="${seconds(createdAt)}" LAST_MODIFIED="${seconds(updatedAt)}"${tagged}>${title || url}</A>`;
      return `${link}\n${note ? html`<DD>${note}\n` : ''}`;
    },
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    file: 'stillpage-links.csv',
    head: `${COLUMNS.join(',')}\r\n`,
    tail: '',
    line: ({ url, title, tags, note, createdAt }, still) =>
      `${[url, title, tags.join(', '), note, createdAt, still ?? ''].map(csvCell).join(',')}\r\n`,
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    file: 'stillpage-links.jsonl',
    head: '',
    tail: '',
    line: ({ url, title, tags, note, createdAt, updatedAt }, still) =>
      `${JSON.stringify({ url, title, tags, note, createdAt, updatedAt, ...(still ? { still } : {}) })}\n`,
  },
  urls: {
    type: 'text/plain; charset=utf-8',
    file: 'stillpage-links.txt',
    head: '',
    tail: '',
    line: ({ url }) => `${url}\n`,
  },
};

/** Media type and file name of an export. */
export function exportForm(format: ExportFormat): { readonly type: string; readonly file: string } {
  return FORMS[format];
}

/**
 * The links as text, piece by piece. `stillOf` names the address of a link's newest still. Throws a `StillpageError`
 * when the store fails: a file that is cut off must not look like a whole one.
 */
export async function* writeLinks(
  links: AsyncIterable<Result<LinkRecord>>,
  format: ExportFormat,
  stillOf: (link: LinkRecord) => string | undefined,
): AsyncGenerator<string> {
  const { head, tail, line } = FORMS[format];
  yield head;
  for await (const link of links) {
    if (!link.ok) throw new StillpageError(link.error);
    yield line(link.value, stillOf(link.value));
  }
  yield tail;
}

function csvCell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
