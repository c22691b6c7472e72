import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { ANSWER_BYTES } from './guard-sizes.ts';

// The site has a thread of its own: in the guard's it would be measured along with it.
const answer = Buffer.alloc(ANSWER_BYTES, 'x');
const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': answer.length }).end(answer);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
