import type { Wall } from '@stillpage/shared/schemas/snapshot.ts';

/** A page as a site answers it, and what it is. `from` is the address that was asked for when it is another. */
export type WallPage = {
  readonly name: string;
  readonly wall: Wall | undefined;
  readonly status?: number;
  readonly path?: string;
  readonly from?: string;
  readonly html: string;
};

/** Text that says nothing, by sentences. */
export const lorem = (count: number) =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} says something of its own.`).join(' ');
/** Links to nowhere. */
export const links = (count: number) =>
  Array.from({ length: count }, (_, index) => `<a href="/l${index}">Link ${index}</a> `).join('');
/** A document. */
export const page = (title: string, body: string, head = '') =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;
/** A page with navigation and an article. */
export const article = (title: string, body: string, head = '') =>
  page(title, `<nav>${links(12)}</nav><article><h1>${title}</h1>${body}</article>`, head);
