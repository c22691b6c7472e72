import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fontFile } from './font-file.ts';
import { ROUTES } from './routes.ts';
import { typeOf } from './types.ts';

const PAGES = fileURLToPath(new URL('./pages/', import.meta.url));

/** A running fixture site: the same pages and routes on two origins that are cross-site to each other. */
export type Site = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** `http://localhost:<another port>`: another site to a browser, so its frames live in another process. */
  readonly otherOrigin: string;
  /** Every request so far, as `METHOD path`, both origins together. */
  readonly requests: string[];
  close(): Promise<void>;
};

export type RouteContext = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly site: Site;
};

/** Starts the fixture site on loopback; `{{origin}}` and `{{other}}` in its pages become its two addresses. */
export async function startSite(): Promise<Site> {
  const requests: string[] = [];
  const servers: Server[] = [];
  const site = { origin: '', otherOrigin: '', requests, close };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response, site).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  };
  for (const host of ['127.0.0.1', 'localhost']) {
    const server = createServer(handle);
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(0, '127.0.0.1', resolve),
    );
    servers.push(server);
    const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
    if (host === 'localhost') site.otherOrigin = origin;
    else site.origin = origin;
  }
  async function close(): Promise<void> {
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      }),
    );
  }
  return site;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const url = new URL(request.url ?? '/', site.origin);
  const route = ROUTES[`/${url.pathname.split('/')[1]}`];
  if (route) return await route({ request, response, url, site });
  const font = fontFile(url.pathname);
  const path = font ?? join(PAGES, normalize(decodeURIComponent(url.pathname)));
  const info = path.startsWith(PAGES) || font ? await stat(path).catch(() => undefined) : undefined;
  if (!info?.isFile()) {
    response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Not here</title><h1>404: there is nothing here</h1>');
    return;
  }
  const type = typeOf(path);
  response.setHeader('content-type', type);
  if (font) response.setHeader('access-control-allow-origin', '*');
  if (!/^(text|application\/(javascript|xhtml)|image\/svg)/.test(type) || extname(path) === '.raw') {
    createReadStream(path).pipe(response);
    return;
  }
  const bytes = await readAll(path);
  // Latin-1 keeps every byte of a page in any encoding through the replacement.
  const text = bytes
    .toString('latin1')
    .replaceAll('{{origin}}', site.origin)
    .replaceAll('{{other}}', site.otherOrigin);
  response.end(Buffer.from(text, 'latin1'));
}

async function readAll(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
