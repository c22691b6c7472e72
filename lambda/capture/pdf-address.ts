import type { CDPSession } from 'puppeteer-core';
import { escapeMarkup } from './freeze/assemble-frame.ts';
import { fetchThroughPage } from './freeze/fetch-through-page.ts';
import type { FreezeOptions } from './freeze/freeze-page.ts';
import { stillHead, withDigest } from './freeze/still-head.ts';

/** What is kept of an address that is a PDF. */
export type PdfAddress = { readonly pdf: Uint8Array; readonly still: string; readonly name: string };

/**
 * Keeps a PDF as the file it is. A headless Chromium does not draw one and takes it for a download, so the browser
 * fetches it again, and the still is a page that holds the file for saving. Undefined when it does not come or is no PDF.
 */
export async function keepPdf(
  session: CDPSession,
  url: string,
  provenance: FreezeOptions,
  signal: AbortSignal,
): Promise<PdfAddress | undefined> {
  const body = await fetchThroughPage(session, signal)(url);
  if (!body.ok || Buffer.from(body.bytes.subarray(0, 1024)).indexOf('%PDF-') < 0) return undefined;
  const name = nameOf(url);
  return {
    pdf: body.bytes,
    name,
    still: withDigest(pdfStill(name, url, stillHead(provenance, url), body.bytes)),
  };
}

function nameOf(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) || 'document.pdf';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function pdfStill(name: string, url: string, head: string, bytes: Uint8Array): string {
  const label = escapeMarkup(name);
  const megabytes = (bytes.length / 1_000_000).toFixed(bytes.length < 10_000_000 ? 1 : 0);
  return `<!DOCTYPE html><html><head>${head}<title>${label}</title>
<style>body{font:18px/1.6 sans-serif;margin:15vh auto;max-width:32em;padding:0 1em;text-align:center}</style></head>
<body><h1>${label}</h1><p>PDF, ${megabytes} MB</p>
<p><a download="${label}" href="data:application/pdf;base64,${Buffer.from(bytes).toString('base64')}">${label}</a></p>
<p><a href="${escapeMarkup(url)}">${escapeMarkup(url)}</a></p></body></html>`;
}
