import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves stills from an address of their own and notes whoever asks for anything else. */
export type StillServer = {
  put(html: string): string;
  /** Requests for anything but a still since the last call. */
  strangers(): string[];
  close(): Promise<void>;
};

export async function startStillServer(): Promise<StillServer> {
  const stills: string[] = [];
  let strange: string[] = [];
  const server = createServer((request, response) => {
    const html = stills[Number(request.url?.slice(1, -5))];
    if (html === undefined) {
      if (request.url !== '/favicon.ico') strange.push(request.url ?? '');
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    put: (html) => `${origin}/${stills.push(html) - 1}.html`,
    strangers: () => {
      const found = strange;
      strange = [];
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
