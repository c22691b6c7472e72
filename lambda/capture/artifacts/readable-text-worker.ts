import { parentPort } from 'node:worker_threads';
import type { PageFacts } from '@stillpage/shared/schemas/snapshot.ts';
import { readArticle } from './read-article.ts';

export type TextRequest = {
  /** The still. */
  readonly html: string;
  readonly url: string;
  readonly title: string;
  /** The page's `innerText`. */
  readonly plainText: string;
};

export type ReadableText = {
  readonly markdown: string;
  readonly facts: Partial<Pick<PageFacts, 'description' | 'author' | 'published' | 'site' | 'language'>>;
};

// The reader's site rules could ask third parties for more; nothing but the egress guard reaches the network.
Reflect.deleteProperty(globalThis, 'fetch');
parentPort?.on('message', async (request: TextRequest) => {
  parentPort?.postMessage(await readArticle(request));
});
