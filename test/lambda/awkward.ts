import { setTimeout as sleep } from 'node:timers/promises';

declare const awslambda: {
  streamifyResponse(handler: (event: Asked, stream: NodeJS.WritableStream) => Promise<void>): unknown;
};

type Asked = { readonly rawPath?: string; readonly ms?: number };

/** Does what functions must not do, so that the emulator is seen to treat it as the platform does. */
export const handler = async ({ ms = 0 }: Asked) => {
  await sleep(ms);
  if (ms < 0) throw new RangeError('negative');
  return { pid: process.pid };
};

/** Forgets the write that carries status and headers. */
export const streamed = awslambda.streamifyResponse(async ({ rawPath }, stream) => {
  if (rawPath === '/broken') {
    stream.write('first');
    await sleep(50);
    throw new Error('after the first byte');
  }
  stream.write('plain');
  stream.end();
});
