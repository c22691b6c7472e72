import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, StillpageError } from '@stillpage/shared/errors.ts';
import { decodedText } from '../library/import/decode-text.ts';

/**
 * Takes a long body in at the speed it comes, and gives it as text at the speed it is read: a server does not wait for
 * ever for a request to be sent. Throws a `StillpageError` past `maxBytes`. What was on disk is gone when the text ends.
 */
export async function* spooledText(request: Request, maxBytes: number): AsyncGenerator<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-body-'));
  try {
    const path = join(folder, 'body');
    await spool(request, path, maxBytes);
    yield* decodedText(createReadStream(path) as AsyncIterable<Uint8Array>);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function spool(request: Request, path: string, maxBytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > maxBytes)
        throw new StillpageError(failure('too-large', `This body has at most ${maxBytes} bytes.`));
      await file.writeFile(chunk);
    }
  } catch (error) {
    if (error instanceof StillpageError) throw error;
    const isDisk = typeof (error as NodeJS.ErrnoException).errno === 'number';
    throw new StillpageError(
      isDisk ? failure('storage-unavailable') : failure('invalid-request', 'The body ended early.'),
      { cause: error },
    );
  } finally {
    await file.close();
  }
}
