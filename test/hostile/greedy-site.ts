import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GREEDY_PAGES } from './greedy-pages.ts';

/** Words of every page there that must be kept. */
export const GREEDY_WORDS = 'Words before the greed.';

/** Starts the site of greedy pages on a loopback port: `/greedy/NAME`, its parts under it, and `/good`. */
export async function startGreedySite() {
  const server = createServer((request, response) => {
    const [, , name = '', part] = new URL(request.url ?? '/', 'http://site').pathname.split('/');
    response.on('error', () => {});
    const page = GREEDY_PAGES[name];
    const answer = part === undefined ? undefined : page?.parts?.[part];
    if (answer) answer(response);
    else if (page && part === undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><title>${name}</title><p>${GREEDY_WORDS}</p>${page.body}`);
    } else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Good</title><p>A good page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
