import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Canaries } from './canaries.ts';
import type { WayOut } from './way-out.ts';

/** Words that show that a page was loaded. */
export const LOADED = 'Words that prove that the page was loaded.';

/** The hostile site: one page for each way that needs its own, one for each group of the others. */
export type LeadingSite = {
  readonly origin: string;
  readonly port: number;
  /** Paths of pages, each with the ways that it tries. */
  readonly pages: ReadonlyMap<string, readonly WayOut[]>;
  close(): void;
};

/** Starts the site on a loopback port. */
export async function startLeadingSite(ways: readonly WayOut[], canaries: Canaries): Promise<LeadingSite> {
  const pages = new Map<string, WayOut[]>();
  ways.forEach((way, index) => {
    if (way.address) return;
    const path = `/${way.page ?? `way-${index}`}`;
    pages.set(path, [...(pages.get(path) ?? []), way]);
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site');
    const tried = pages.get(url.pathname);
    if (tried) {
      const hints = tried.flatMap((way) => way.hints?.(targetOf(way, canaries)) ?? []);
      if (hints.length > 0) response.writeEarlyHints({ link: hints });
      for (const [name, value] of headersOf(tried, canaries)) response.appendHeader(name, value);
      response.writeHead(tried[0]?.status ?? 200).end(pageOf(tried, canaries));
    } else if (url.pathname === '/to') {
      response.writeHead(302, { location: decodeURIComponent(url.search.slice(1)) }).end();
    } else if (url.pathname === '/worker.js') {
      response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' });
      response.end(`try { ${decodeURIComponent(url.search.slice(1))} } catch {}`);
    } else if (url.pathname === '/good') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Good</title><p>${LOADED}`);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pages,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function targetOf(way: WayOut, canaries: Canaries): string {
  return `http://${way.listens ?? '127.0.0.2'}:${canaries.portOf(way)}`;
}

function headersOf(tried: readonly WayOut[], canaries: Canaries): [string, string][] {
  const headers: [string, string][] = [['content-type', 'text/html; charset=utf-8']];
  for (const way of tried) headers.push(...Object.entries(way.headers?.(targetOf(way, canaries)) ?? {}));
  return headers;
}

function pageOf(tried: readonly WayOut[], canaries: Canaries): string {
  const parts = tried.map((way) => {
    const target = targetOf(way, canaries);
    const port = canaries.portOf(way);
    if (way.html) return way.html(target, port);
    if (!way.script) return '';
    // Each in a function of its own: what one kind of browser does not know does not stop the others.
    return `<script>(async () => { try { await (() => { ${way.script(target, port)} })() } catch {} })()</script>`;
  });
  // Something for the policies of the headers to report.
  const reported =
    '<img src="/none.png"><style>@font-face{font-family:r;src:url(/none.woff2)}i{font-family:r}</style><i>r</i>';
  return `<!doctype html><html lang="en"><title>Ways out</title><p>${LOADED}</p>${parts.join('\n')}${reported}`;
}
