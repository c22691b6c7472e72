import { expect, test } from 'vitest';
import { startReader } from './readable-text.ts';
import { keepReaderThread, takeReaderThread } from './reader-threads.ts';

const request = (words: string) => ({
  url: 'https://site.test/a',
  title: 'A page',
  plainText: words,
  html: `<!doctype html><title>A page</title><article><p>${words}</p></article>`,
});

test('a thread that has read a page reads the next, and neither knows of the other', async () => {
  const thread = takeReaderThread();
  const first = await thread.read(request('One word. '.repeat(30)));
  keepReaderThread(thread, true);
  const again = takeReaderThread();
  const second = await again.read(request('Another thing. '.repeat(30)));
  again.end();

  expect(again).toBe(thread);
  expect(first?.markdown).toContain('One word.');
  expect(second?.markdown).toContain('Another thing.');
  expect(second?.markdown).not.toContain('One word.');
});

test('a thread that did not answer in time, or has ended, is not used again', async () => {
  const thread = takeReaderThread();
  keepReaderThread(thread, false);
  const other = takeReaderThread();
  expect(other).not.toBe(thread);
  await expect.poll(() => thread.isFresh).toBe(false);
  keepReaderThread(thread, true);
  const third = takeReaderThread();
  expect(third).not.toBe(thread);
  other.end();
  third.end();
});

test('a reader called off while it reads gives the plain text, and the next one reads', async () => {
  const ending = new AbortController();
  const reading = startReader().read(request('Given up. '.repeat(30)), ending.signal);
  ending.abort();
  expect((await reading).markdown).toBe(`# A page\n\n${'Given up. '.repeat(30).trim()}\n`);

  const reader = startReader();
  const { markdown } = await reader.read(request('Read. '.repeat(50)), new AbortController().signal);
  reader.close();
  expect(markdown).toContain('Read. Read.');
});
