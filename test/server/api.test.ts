import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { createClient } from '@stillpage/shared/client.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallCapturer } from './small-capturer.ts';

let folder = '';
let server: RunningServer;
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-api-'));
  const capturer = createSmallCapturer((url) =>
    url.includes('nowhere')
      ? undefined
      : { title: `Title of ${new URL(url).pathname}`, text: `人工智能 and quiet rivers at ${url}` },
  );
  const started = await startServer({ folder, port: 0, capturer, log: (line) => log.push(line) });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

async function saved(path: string, more: object = {}) {
  const { json } = await call('POST', '/snapshots', { url: `https://example.org/${path}`, ...more });
  return (await call('GET', `/snapshots/${json.id}?wait=10`)).json;
}

describe('saving', () => {
  test('a save answers at once with its link, and ends with a still', async () => {
    const id = newSnapshotId();
    const answer = await call('POST', '/snapshots', {
      id,
      url: 'https://Example.org/first?utm_source=x',
      tags: ['  dev // lambda '],
    });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      id,
      link: `${server.url}/s/${id}`,
      url: 'https://example.org/first?utm_source=x',
    });
    const done = await call('GET', `/snapshots/${id}?wait=10`);
    expect(done.json).toMatchObject({
      status: 'done',
      page: { title: 'Title of /first' },
      artifacts: { still: { encoding: 'br' } },
    });
    const link = await call('GET', `/links/${done.json.linkId}`);
    expect(link.json).toMatchObject({
      url: 'https://example.org/first',
      title: 'Title of /first',
      tags: ['dev/lambda'],
      snapshotIds: [id],
    });
    expect(link.headers.get('etag')).toBe(`"${link.json.rev}"`);
  });

  test('the same request twice is one save; the id with another page is a conflict', async () => {
    const id = newSnapshotId();
    const request = { id, url: 'https://example.org/same', tags: ['a'] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/snapshots', request)));
    for (const { status, json } of answers) expect([status, json.id]).toEqual([202, id]);
    const again = await call('POST', '/snapshots', { ...request, url: 'https://EXAMPLE.org/same#top' });
    expect(again.status).toBe(202);
    const other = await call('POST', '/snapshots', { id, url: 'https://example.org/other' });
    expect([other.status, other.json.error.code]).toEqual([409, 'conflict']);
    const { json: link } = await call('GET', `/links/${answers[0]?.json.linkId}`);
    expect(link.snapshotIds).toEqual([id]);
  });

  test('an id is fought over by two pages: one wins, the other is a conflict', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = newSnapshotId();
      const answers = await Promise.all(
        ['x', 'y'].map((page) =>
          call('POST', '/snapshots', { id, url: `https://example.org/fight-${page}` }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    }
  });

  test('20 writers at once on one page: every version and every tag is there', async () => {
    const ids = Array.from({ length: 20 }, newSnapshotId);
    await Promise.all(
      ids.map((id, i) =>
        call('POST', '/snapshots', { id, url: 'https://example.org/busy', tags: [`t${i}`, 'busy'] }),
      ),
    );
    const { json } = await call('GET', '/links?tag=busy');
    expect(json.links).toHaveLength(1);
    expect(new Set(json.links[0].snapshotIds)).toEqual(new Set(ids));
    expect(new Set(json.links[0].tags)).toEqual(new Set([...ids.map((_, i) => `t${i}`), 'busy']));
  });

  test('a title that was given stays, and one that was edited stays against later saves', async () => {
    const first = await saved('titled', { title: ' My \n title ' });
    const { json: link } = await call('GET', `/links/${first.linkId}`);
    expect(link.title).toBe('My title');
    await call('PATCH', `/links/${link.id}`, { title: 'Edited' }, { 'if-match': `"${link.rev}"` });
    await saved('titled', { title: 'From the tab' });
    expect((await call('GET', `/links/${link.id}`)).json).toMatchObject({
      title: 'Edited',
      titleEdited: true,
    });
  });

  test('a failed capture keeps link, tags and reason, and is tried again on demand', async () => {
    const { json } = await call('POST', '/snapshots', { url: 'https://nowhere.example/', tags: ['kept'] });
    const failed = (await call('GET', `/snapshots/${json.id}?wait=10`)).json;
    expect(failed).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { code: 'dns-failure', retryable: true },
    });
    expect((await call('GET', '/links?tag=kept&status=failed')).json.links).toHaveLength(1);
    expect((await call('POST', `/snapshots/${json.id}/retry`)).status).toBe(202);
    expect((await call('GET', `/snapshots/${json.id}?wait=10`)).json).toMatchObject({
      status: 'failed',
      attempts: 1,
    });
    const done = await saved('done');
    expect((await call('POST', `/snapshots/${done.id}/retry`)).json.error.code).toBe('conflict');
  });
});

describe('bad input', () => {
  test.each([
    ['not a URL', { url: 'example' }, 400, 'invalid-url'],
    ['file:', { url: 'file:///etc/passwd' }, 400, 'invalid-url'],
    ['chrome:', { url: 'chrome://settings' }, 400, 'invalid-url'],
    ['javascript:', { url: 'javascript:alert(1)' }, 400, 'invalid-url'],
    ['no address', {}, 400, 'invalid-request'],
    [
      '500 tags',
      { url: 'https://example.org/', tags: Array.from({ length: 500 }, (_, i) => `t${i}`) },
      400,
      'invalid-request',
    ],
    [
      'control characters in a tag',
      { url: 'https://example.org/', tags: ['a\u0007b'] },
      400,
      'invalid-request',
    ],
    ['a tag that is no text', { url: 'https://example.org/', tags: [1] }, 400, 'invalid-request'],
    ['an unknown field', { url: 'https://example.org/', surprise: 1 }, 400, 'invalid-request'],
    ['a wrong id', { id: '../../etc', url: 'https://example.org/' }, 400, 'invalid-request'],
    ['a wrong view', { url: 'https://example.org/', view: { width: 1e9 } }, 400, 'invalid-request'],
    ['not an object', [], 400, 'invalid-request'],
    ['not JSON', '{"url":', 400, 'invalid-request'],
    ['a prototype', '{"url":"https://example.org/","__proto__":{"x":1}}', 400, 'invalid-request'],
    [
      'a body over the limit',
      JSON.stringify({ url: 'https://example.org/', note: 'x'.repeat(70_000) }),
      413,
      'too-large',
    ],
  ])('%s', async (_name, body, status, code) => {
    const answer = await call('POST', '/snapshots', body);
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    expect(answer.json.error.message).not.toBe('');
  });

  test('a body over the limit is refused too when its length is not announced', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(`${server.url}/snapshots`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token}`, 'transfer-encoding': 'chunked' },
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      for (let i = 0; i < 40; i += 1) request.write('x'.repeat(4096));
      request.end();
    });
    expect(status).toBe(413);
    expect((await call('GET', '/tags')).status).toBe(200);
  });

  test.each([
    ['GET', '/links?limit=0'],
    ['GET', '/links?limit=1e9'],
    ['GET', '/links?before=nonsense'],
    ['GET', '/links?q=x&before=r99999999'],
    ['GET', '/links?surprise=1'],
    ['GET', '/links?q=a&q=b'],
    ['GET', '/snapshots/00000000000000000000000000?wait=999'],
  ])('%s %s is invalid-request', async (method, path) => {
    const answer = await call(method, path);
    expect([answer.status, answer.json.error?.code]).toEqual([400, 'invalid-request']);
  });

  test.each([
    ['GET', '/snapshots/00000000000000000000000000'],
    ['GET', '/snapshots/..%2f..%2fetc%2fpasswd'],
    ['GET', '/links/00000000000000000000000000'],
    ['DELETE', '/links/00000000000000000000000000'],
    ['DELETE', '/snapshots/00000000000000000000000000'],
    ['POST', '/snapshots/00000000000000000000000000/retry'],
    ['GET', '/nothing'],
    ['PUT', '/links'],
  ])('%s %s is not-found', async (method, path) => {
    const answer = await call(method, path);
    expect([answer.status, answer.json.error?.code]).toEqual([404, 'not-found']);
  });

  test.each([
    "' OR 1=1 --",
    "'; DROP TABLE links; --",
    '"',
    '\\',
    '%_*?',
    '\u0000',
    '\ud800',
    '((((',
    'AND OR NOT',
    '🙂',
    '“”',
    "a'b''c",
  ])('the search %j finds nothing that is not there and breaks nothing', async (q) => {
    const answer = await call(
      'GET',
      `/links?q=${encodeURIComponent(q.toWellFormed())}&tag=${encodeURIComponent(`${q}x`.toWellFormed())}`,
    );
    expect([answer.status, answer.json.links]).toEqual([200, []]);
  });
});

describe('tokens', () => {
  test.each(['/links', '/tags', '/changes', '/snapshots/00000000000000000000000000', '/anything'])(
    '%s needs a token',
    async (path) => {
      for (const authorization of [
        '',
        'Bearer',
        'Bearer wrong',
        `Bearer ${server.token}x`,
        `Basic ${server.token}`,
      ]) {
        const response = await fetch(server.url + path, authorization ? { headers: { authorization } } : {});
        expect([response.status, (await response.json()).error.code]).toEqual([401, 'unauthorized']);
      }
    },
  );

  test('a token is asked for before the body is read, and wrong ones are slowed down while the right one passes', async () => {
    const body = JSON.stringify({ url: 'https://example.org/', note: 'x'.repeat(100_000) });
    const codes = new Set<string>();
    for (let i = 0; i < 40; i += 1) {
      const response = await fetch(`${server.url}/snapshots`, {
        method: 'POST',
        body,
        headers: { authorization: 'Bearer sp_wrong' },
      });
      codes.add((await response.json()).error.code);
    }
    expect(codes).toEqual(new Set(['unauthorized', 'rate-limited']));
    expect((await call('GET', '/tags')).status).toBe(200);
  });

  test('the token is kept hashed in the library and readable by its owner alone beside it', async () => {
    const path = join(folder, 'local-token');
    expect((await readFile(path, 'utf8')).trim()).toBe(server.token);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(server.token).toMatch(/^sp_[A-Za-z0-9_-]{43}$/);
    expect(log.join('\n')).not.toContain(server.token);
  });

  test('every origin may ask, without cookies', async () => {
    const origin = 'moz-extension://0e5d7f0a-1111-2222-3333-444444444444';
    const preflight = await fetch(`${server.url}/links/x`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,if-match,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    for (const name of ['authorization', 'if-match', 'content-type'])
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
    const refused = await fetch(`${server.url}/links`, { headers: { origin } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
    expect(refused.headers.has('access-control-allow-credentials')).toBe(false);
    expect(refused.headers.get('access-control-expose-headers')).toContain('ETag');
  });
});

describe('finding', () => {
  test('by tag, by nested tag, by several tags, by status, by words in both languages', async () => {
    await saved('find-1', { tags: ['Find/One', 'red'] });
    await saved('find-2', { tags: ['find/two', 'RED'] });
    const urls = async (query: string) =>
      (await call('GET', `/links?${query}`)).json.links.map((link: { url: string }) => link.url.slice(20));
    expect(await urls('tag=find')).toEqual(['find-2', 'find-1']);
    expect(await urls('tag=FIND/one')).toEqual(['find-1']);
    expect(await urls('tag=find&tag=red')).toEqual(['find-2', 'find-1']);
    expect(await urls('tag=find/one&tag=find/two')).toEqual([]);
    expect(await urls('tag=fin')).toEqual([]);
    expect(await urls('tag=find&status=done')).toHaveLength(2);
    expect(await urls('tag=find&status=failed')).toEqual([]);
    for (const q of ['quiet rivers', 'QUIET', '智能', '人工智能', 'find', 'Title of /find', 'find-1 quiet'])
      expect(await urls(`tag=find/one&q=${encodeURIComponent(q)}`), q).toEqual(['find-1']);
    expect(await urls(`tag=find&q=${encodeURIComponent('智工')}`)).toEqual([]);
    const { json } = await call('GET', `/links?tag=find/one&q=${encodeURIComponent('智能')}`);
    const { text, matches } = json.links[0].excerpt;
    expect(matches.map(([start, end]: [number, number]) => text.slice(start, end))).toEqual(['智能']);
  });

  test('newest first in pages that neither miss nor repeat', async () => {
    for (let i = 0; i < 12; i += 1)
      await call('POST', '/snapshots', { url: `https://example.org/page-${i}`, tags: ['paged'] });
    for (const filter of ['tag=paged&', '']) {
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const { json } = await call(
          'GET',
          `/links?${filter}limit=5${before ? `&before=${encodeURIComponent(before)}` : ''}`,
        );
        seen.push(...json.links.map((link: { url: string }) => link.url));
        before = json.next;
      } while (before);
      expect(new Set(seen).size).toBe(seen.length);
      const paged = seen.filter((url) => url.includes('/page-')).map((url) => url.slice(25));
      expect(paged).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
    }
    const first = (await call('GET', '/links?limit=5&q=page')).json;
    const second = (await call('GET', `/links?limit=5&q=page&before=${first.next}`)).json;
    expect(new Set([...first.links, ...second.links].map((link) => link.id)).size).toBe(10);
  });

  test('tags are counted, and a write is seen by the very next query', async () => {
    const count = async (tag: string) =>
      (await call('GET', '/tags')).json.tags.find((entry: { tag: string }) => entry.tag === tag)?.count;
    const one = await saved('counted-1', { tags: ['计数'] });
    await saved('counted-2', { tags: ['计数', '计数/下'] });
    expect([await count('计数'), await count('计数/下')]).toEqual([2, 1]);
    const { json: link } = await call('GET', `/links/${one.linkId}`);
    await call('PATCH', `/links/${link.id}`, { tags: ['other'] }, { 'if-match': `"${link.rev}"` });
    expect(await count('计数')).toBe(1);
    expect((await call('PATCH', `/tags/${encodeURIComponent('计数')}`, { tag: 'number' })).json).toEqual({
      changed: 1,
    });
    expect([await count('计数'), await count('number'), await count('number/下')]).toEqual([undefined, 1, 1]);
    await call('DELETE', `/links/${link.id}`);
    expect(await count('other')).toBeUndefined();
  });
});

describe('changing', () => {
  test('an edit needs the revision that was seen', async () => {
    const { linkId } = await saved('edit', { tags: ['a'] });
    const { json: link } = await call('GET', `/links/${linkId}`);
    expect((await call('PATCH', `/links/${linkId}`, { note: 'x' })).json.error.code).toBe('invalid-request');
    const edited = await call(
      'PATCH',
      `/links/${linkId}`,
      { note: ' 笔记 ', tags: ['b', 'B', 'c'] },
      { 'if-match': `"${link.rev}"` },
    );
    expect(edited.json).toMatchObject({ note: '笔记', tags: ['b', 'c'], rev: link.rev + 1 });
    const late = await call('PATCH', `/links/${linkId}`, { note: 'lost' }, { 'if-match': `"${link.rev}"` });
    expect([late.status, late.json.error.code]).toEqual([409, 'conflict']);
    expect((await call('GET', `/links/${linkId}`)).json.note).toBe('笔记');
  });

  test('the trash: gone from lists and for strangers, restored by hand or by saving again', async () => {
    const snapshot = await saved('trash', { tags: ['bin'] });
    const open = () => fetch(`${server.url}/s/${snapshot.id}`).then(({ status }) => status);
    expect(await open()).toBe(200);
    expect((await call('DELETE', `/links/${snapshot.linkId}`)).json.deletedAt).toBeDefined();
    expect((await call('GET', '/links?tag=bin')).json.links).toEqual([]);
    expect(await open()).toBe(404);
    await call('POST', `/links/${snapshot.linkId}/restore`);
    expect((await call('GET', '/links?tag=bin')).json.links).toHaveLength(1);
    await call('DELETE', `/links/${snapshot.linkId}`);
    await saved('trash');
    expect((await call('GET', '/links?tag=bin')).json.links[0].snapshotIds).toHaveLength(2);
  });

  test('the trash is listed, and emptied for ever', async () => {
    const snapshot = await saved('for-ever', { tags: ['bin'] });
    await call('DELETE', `/links/${snapshot.linkId}`);
    const listed = async (query: string) =>
      (await call('GET', `/links?${query}`)).json.links.map(({ id }: { id: string }) => id);
    expect(await listed('trash=true')).toContain(snapshot.linkId);
    expect(await listed('trash=true&q=for-ever')).toEqual([snapshot.linkId]);
    expect(await listed('trash=false')).not.toContain(snapshot.linkId);

    expect((await call('DELETE', '/trash')).json.purged).toBeGreaterThan(0);
    expect(await listed('trash=true')).toEqual([]);
    for (const [method, path] of [
      ['GET', `/links/${snapshot.linkId}`],
      ['POST', `/links/${snapshot.linkId}/restore`],
      ['GET', `/snapshots/${snapshot.id}`],
    ] as const)
      expect((await call(method, path)).status).toBe(404);
    // Devices that were away for longer than the trash is kept still hear of it.
    const feed = (await call('GET', '/changes')).json.links;
    expect(feed.find(({ id }: { id: string }) => id === snapshot.linkId)).toMatchObject({
      purgedAt: expect.any(String),
      snapshotIds: [],
    });
  });

  test('one version is deleted with its files, the others stay', async () => {
    const first = await saved('versions');
    const second = await saved('versions');
    expect((await call('DELETE', `/snapshots/${second.id}`)).json.snapshotIds).toEqual([first.id]);
    expect((await call('GET', `/snapshots/${second.id}`)).status).toBe(404);
    expect((await fetch(`${server.url}/s/${second.id}/page`)).status).toBe(404);
    expect((await fetch(`${server.url}/s/${first.id}/page`)).status).toBe(200);
  });

  test('many links at once', async () => {
    const links = await Promise.all(['bulk-1', 'bulk-2'].map((path) => saved(path, { tags: ['old'] })));
    const ids = links.map(({ linkId }) => linkId);
    const answer = await call('POST', '/links/bulk', {
      ids: [...ids, '00000000000000000000000000'],
      addTags: ['new'],
      removeTags: ['OLD'],
    });
    expect(answer.json).toMatchObject({ changed: 2, failed: [{ code: 'not-found' }] });
    expect((await call('GET', '/links?tag=new')).json.links).toHaveLength(2);
    expect((await call('GET', '/links?tag=old')).json.links).toHaveLength(0);
    await call('POST', '/links/bulk', { ids, delete: true });
    expect((await call('GET', '/links?tag=new')).json.links).toHaveLength(0);
  });

  test('the change feed never misses one', async () => {
    const client = createClient({ base: server.url, token: server.token });
    const replica = new Map<string, { rev: number; deletedAt?: string | undefined }>();
    let since: string | undefined;
    const catchUp = async () => {
      for (;;) {
        const answer = await client.changes(since);
        if (!answer.ok) throw new Error(answer.error.message);
        for (const link of answer.value.links) replica.set(link.id, link);
        since = answer.value.next;
        if (!answer.value.more) return;
      }
    };
    await catchUp();
    const before = replica.size;
    let writing = true;
    const following = (async () => {
      while (writing) await catchUp();
    })();
    const all = await Promise.all(Array.from({ length: 60 }, (_, i) => saved(`feed-${i}`)));
    await call('DELETE', `/links/${all[0]?.linkId}`);
    writing = false;
    await following;
    await catchUp();
    expect(replica.size).toBe(before + 60);
    expect(replica.get(all[0]?.linkId)?.deletedAt).toBeDefined();
    for (const { linkId } of all)
      expect(replica.get(linkId)?.rev).toBe((await call('GET', `/links/${linkId}`)).json.rev);
  });
});

test('nothing unexpected was logged', () => {
  expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
});
