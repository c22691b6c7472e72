import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoPage } from './demo-pages.ts';

/** A small site whose pages a person might save: an article in English, one in Chinese, with style sheet, picture and script. */
export type DemoSite = {
  readonly origin: string;
  /** Every request so far, as `METHOD path`. */
  readonly requests: string[];
  /** Switches the site off; a second call does nothing. */
  close(): Promise<void>;
};

/** Starts the site on loopback, at any free port when none is named. */
export async function startDemoSite(port = 0): Promise<DemoSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url ?? '/', 'http://demo');
    if (pathname === '/come-in') {
      response.writeHead(302, { 'set-cookie': 'member=yes; Path=/', location: '/members' });
      return response.end();
    }
    const page = demoPage(pathname, /\bmember=yes\b/.test(request.headers.cookie ?? ''));
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' });
    return response.end(page?.body ?? 'Not here');
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
