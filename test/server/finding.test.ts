import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { createClient } from '@stillpage/shared/client.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallCapturer } from './small-capturer.ts';

const PAGES: Record<string, { title: string; text: string; tags: string[] }> = {
  'https://cooking.example/noodles': {
    title: 'Hand-pulled noodles',
    text: 'Flour, water and patience: the dough rests for an hour before it is pulled.',
    tags: ['food/noodles', 'recipes'],
  },
  'https://cooking.example/bread': {
    title: 'Sourdough bread for beginners',
    text: 'Flour and water again, and a dough that rests overnight. Café crème goes with it.',
    tags: ['food/bread', 'recipes'],
  },
  'https://dev.example/lambda': {
    title: 'Serverless functions on Lambda',
    text: 'Cold starts, memory and the price of an hour. Functions wait for nobody.',
    tags: ['Dev/Lambda'],
  },
  'https://dev.example/wasm': {
    title: 'WebAssembly in practice',
    text: 'Functions compiled ahead of time start quickly.',
    tags: ['dev/wasm'],
  },
  'https://zh.example/ai': {
    title: '人工智能的历史',
    text: '人工智能并不是一天建成的。机器学习的发展经历了几次寒冬。',
    tags: ['科技/人工智能'],
  },
  'https://zh.example/tea': {
    title: '龙井茶怎么泡',
    text: '水温八十度,先温杯,再投茶。智者乐水,能者多劳。',
    tags: ['生活/茶'],
  },
};

let folder = '';
let server: RunningServer;
async function start(): Promise<void> {
  const capturer = createSmallCapturer((url) => PAGES[url]);
  const started = await startServer({ folder, port: 0, capturer });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
}
const client = () => createClient({ base: server.url, token: server.token });
async function found(q: string, tag: string[] = []): Promise<string[]> {
  const page = await client().links({ q, tag });
  if (!page.ok) throw new Error(page.error.message);
  return page.value.links.map(({ url }: LinkAnswer) => new URL(url).pathname.slice(1));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-finding-'));
  await start();
  for (const [url, { tags }] of Object.entries(PAGES)) {
    const saved = await client().save({ url, tags });
    if (!saved.ok) throw new Error(saved.error.message);
    const { id } = saved.value;
    const headers = { authorization: `Bearer ${server.token}` };
    const ended = await fetch(`${server.url}/snapshots/${id}?wait=25`, { headers });
    expect(await ended.json()).toMatchObject({ status: 'done' });
  }
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What was just noted and what the index wrote are asked by different means and must answer alike. */
describe.each(['as they are noted', 'as the index wrote them'])('searches %s', (when) => {
  beforeAll(async () => {
    if (when === 'as they are noted') return;
    await server.close();
    await start();
  });

  test.each([
    ['flour', ['bread', 'noodles']],
    ['DOUGH water', ['bread', 'noodles']],
    ['functions', ['lambda', 'wasm']],
    ['cafe', ['bread']],
    ['人工智能', ['ai']],
    ['智能', ['ai']],
    ['机器学习', ['ai']],
    ['茶', ['tea']],
    ['水温', ['tea']],
    ['nothing-of-it', []],
  ])('%s', async (q, expected) => {
    expect((await found(q)).sort()).toEqual(expected);
  });

  test('names are found while they are typed, and stand before texts', async () => {
    expect(await found('serverl')).toEqual(['lambda']);
    expect(await found('webas')).toEqual(['wasm']);
    expect(await found('l')).toContain('lambda');
    expect((await found('lambda'))[0]).toBe('lambda');
    expect((await found('functions'))[0]).toBe('lambda');
  });

  test('a phrase in any quotation marks must stand there as it is', async () => {
    expect((await found('"flour and water"')).sort()).toEqual(['bread']);
    expect(await found('"water flour"')).toEqual([]);
    expect(await found('“机器学习的发展”')).toEqual(['ai']);
    expect(await found('「智者乐水」')).toEqual(['tea']);
    expect(await found('"Flour, water" dough')).toEqual(['noodles']);
  });

  test('a tag narrows a search, with all that lies under it', async () => {
    expect(await found('functions', ['dev'])).toEqual(['lambda', 'wasm']);
    expect(await found('functions', ['DEV/lambda'])).toEqual(['lambda']);
    expect(await found('functions', ['food'])).toEqual([]);
    expect(await found('智能', ['科技'])).toEqual(['ai']);
  });

  test('tags are suggested from the nearest pages, in both languages, and never those it has', async () => {
    const suggest = async (page: Parameters<ReturnType<typeof client>['suggestTags']>[0]) => {
      const answer = await client().suggestTags(page);
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value.tags.map(({ tag }) => tag);
    };
    expect((await suggest({ title: 'Pizza dough with flour and water' })).slice(0, 2)).toContain('recipes');
    expect(await suggest({ url: 'https://cooking.example/new', title: 'Something else' })).toContain(
      'recipes',
    );
    expect((await suggest({ title: '人工智能与机器学习' }))[0]).toBe('科技/人工智能');
    expect(await suggest({ title: 'Sourdough', tags: ['RECIPES'] })).not.toContain('recipes');
    expect(await suggest({ title: 'All about noodles' })).toContain('food/noodles');
    expect(await suggest({})).toEqual([]);
    expect(await suggest({ url: 'not an address', text: '\u0000 ~~ ""' })).toEqual([]);
  });
});
