import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { ARTIFACT_PATHS } from '@stillpage/lambda/viewer/viewer.ts';
import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshServer, startFreshServer } from './fresh-server.ts';

const HOSTILE = '</title><script>alert(1)</script>"\'><img src=x onerror=alert(2)>';
const STILL = `<!doctype html><title>x</title><script>alert(1)</script>${'<p>静</p>'.repeat(500)}`;

/** Gives every artifact, with a page whose every word is an attack. */
const capturer: Capturer = {
  chromiumVersion: '<b>1</b>',
  async capture({ url }, { put, onProgress, signal }) {
    if (url.includes('slow')) {
      onProgress?.({ stage: 'settling', step: 4, of: 7 });
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    }
    const facts = { omissions: [], timings: {}, versions: {} };
    if (url.includes('failed'))
      return {
        status: 'failed',
        error: { code: 'dns-failure', message: HOSTILE, retryable: true },
        ...facts,
      };
    for (const name of Object.keys(ARTIFACT_FILES) as ArtifactName[]) {
      const bytes = Buffer.from(
        name === 'still'
          ? STILL
          : name === 'text'
            ? `# ${HOSTILE}\n\n${HOSTILE}\n\n`.repeat(40)
            : `bytes of ${name}`,
      );
      await put({
        name,
        type: 'text/html',
        bytes,
        ...(name === 'screenshot' ? { width: 10, height: 20 } : {}),
      });
    }
    return {
      status: 'partial',
      page: { finalUrl: url, title: HOSTILE, httpStatus: 404 },
      wall: 'login',
      ...facts,
      omissions: [{ what: `https://example.org/${HOSTILE}`, kind: 'image', reason: 'timeout' }],
    };
  },
  async close() {},
};

let server: FreshServer;
beforeAll(async () => {
  server = await startFreshServer({ capturer });
});
afterAll(async () => {
  await server?.close();
});

const authorization = () => ({ authorization: `Bearer ${server.token}` });

async function save(path: string, more: object = {}) {
  const body = JSON.stringify({
    url: `https://example.org/${path}`,
    tags: ['secret-tag'],
    note: 'secret-note',
    ...more,
  });
  const answer = await fetch(`${server.url}/snapshots`, { method: 'POST', headers: authorization(), body });
  const { id, linkId } = await answer.json();
  const wait = path.includes('slow') ? 0 : 10;
  await fetch(`${server.url}/snapshots/${id}?wait=${wait}`, { headers: authorization() });
  return { id, linkId };
}

/** Without the decoding that fetch does by itself. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = httpRequest(server.url + path, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0, headers: got } = response;
        resolve({
          status: statusCode,
          headers: got,
          body: Buffer.concat(chunks),
        });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

/** A link in a still that is read opens in another window; nothing else opens anything. */
const POLICY =
  /^sandbox( allow-popups allow-popups-to-escape-sandbox)?; default-src 'none'; img-src data: blob:; media-src data: blob:; style-src 'unsafe-inline' data:; font-src data:; frame-src data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'$/;
const REQUIRED = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
};

describe.each(Object.keys(ARTIFACT_PATHS))('/%s', (path) => {
  test('is never without its headers: whole, unchanged, by HEAD, failed, of a stranger', async () => {
    const { id } = await save('all');
    const { id: hidden } = await save('hidden', { visibility: 'private' });
    const { id: failed } = await save('failed');
    const whole = await raw(`/s/${id}/${path}`);
    expect(whole.status).toBe(200);
    const answers = [
      whole,
      await raw(`/s/${id}/${path}`, { 'accept-encoding': 'br' }),
      await raw(`/s/${id}/${path}`, { 'if-none-match': whole.headers.etag ?? '' }),
      await raw(`/s/${id}/${path}`, {}, 'HEAD'),
      await raw(`/s/${hidden}/${path}`),
      await raw(`/s/${hidden}/${path}`, authorization()),
      await raw(`/s/${failed}/${path}`),
      await raw(`/s/00000000000000000000000000/${path}`),
      await raw(`/s/..%2f..%2f/${path}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 304, 200, 401, 200, 404, 404, 404]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject(REQUIRED);
      const allows = POLICY.exec(String(headers['content-security-policy']));
      expect(allows).not.toBeNull();
      if (path !== 'page') expect(allows?.[1]).toBeUndefined();
      expect(headers['cache-control']).toMatch(/private|no-store/);
      expect(headers['set-cookie']).toBeUndefined();
    }
    const name = ARTIFACT_PATHS[path]?.name ?? 'still';
    expect(whole.headers['content-type']).toBe(ARTIFACT_FILES[name].type);
    expect(Number(whole.headers['content-length'])).toBe(whole.body.length);
    expect(/^attachment; filename="/.test(whole.headers['content-disposition'] ?? '')).toBe(
      ['download', 'pdf', 'archive'].includes(path),
    );
  });
});

test('a still travels as it is stored to those who can decode it, and decoded to the others', async () => {
  const { id } = await save('encoded');
  const packed = await raw(`/s/${id}/page`, { 'accept-encoding': 'gzip, br;q=0.9' });
  expect([packed.headers['content-encoding'], brotliDecompressSync(packed.body).toString()]).toEqual([
    'br',
    STILL,
  ]);
  for (const accept of ['gzip', 'br;q=0', '']) {
    const plain = await raw(`/s/${id}/page`, { 'accept-encoding': accept });
    expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, STILL]);
    expect(plain.headers.etag).not.toBe(packed.headers.etag);
    expect(plain.headers.vary).toContain('Accept-Encoding');
  }
});

test('the name of a download is the title, tamed', async () => {
  const { id } = await save('named');
  const { headers } = await raw(`/s/${id}/download`);
  const disposition = headers['content-disposition'] ?? '';
  expect(disposition).toMatch(
    /^attachment; filename="[ -~]+\.html"; filename\*=UTF-8''[A-Za-z0-9%._~!-]+\.html$/,
  );
  expect(decodeURIComponent(disposition.split("''")[1] ?? '')).not.toMatch(/[<>:"/\\|?*]/);
});

describe('the page', () => {
  test.each(['', '?show=screenshot', '?show=text', '?show=%3Cscript%3E'])(
    'holds nothing of a hostile page as markup (%s)',
    async (query) => {
      const { id } = await save('page', { title: HOSTILE });
      const response = await fetch(`${server.url}/s/${id}${query}`);
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(html).not.toMatch(/<script|<img src=x|onerror=alert\(2\)>(?!.*&gt;)/i);
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toContain('secret-tag');
      expect(html).not.toContain('secret-note');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; img-src 'self'; frame-src 'self'/,
      );
      expect(policy).not.toMatch(/script-src|unsafe/);
      expect(response.headers.get('x-robots-tag')).toContain('noindex');
      expect(response.headers.get('set-cookie')).toBeNull();
    },
  );

  test('frames the still without scripts and without its origin', async () => {
    const { id } = await save('framed');
    const html = await (await fetch(`${server.url}/s/${id}`)).text();
    const frame = /<iframe [^>]*>/.exec(html)?.[0] ?? '';
    expect(frame).toContain(`src="/s/${id}/page"`);
    expect(frame).toMatch(/sandbox="[a-z -]*"/);
    expect(frame).not.toMatch(/allow-(scripts|same-origin|forms|top-navigation|downloads|modals)/);
  });

  test('speaks the language of the reader and says what is missing, a wall, an error of the site', async () => {
    const { id } = await save('words');
    const page = async (language: string) =>
      await (await fetch(`${server.url}/s/${id}`, { headers: { 'accept-language': language } })).text();
    expect(await page('zh-CN,zh;q=0.9,en;q=0.8')).toMatch(
      /<html lang="zh-CN">[\s\S]*登录页[\s\S]*错误 404[\s\S]*缺少 1 项/,
    );
    expect(await page('fr, en;q=0.5')).toMatch(
      /<html lang="en">[\s\S]*a login in place[\s\S]*error 404[\s\S]*1 thing is missing/,
    );
  });

  test('shows a running capture and asks again, and a failed one with its reason', async () => {
    const { id } = await save('slow');
    const shown = async () => await (await fetch(`${server.url}/s/${id}`)).text();
    // The capture begins in its own time.
    await expect.poll(shown, { timeout: 30_000 }).toContain('<progress max="7" value="4">');
    expect(await shown()).toContain('http-equiv="refresh"');
    const { id: failed } = await save('failed');
    const response = await fetch(`${server.url}/s/${failed}`, { headers: { 'accept-language': 'zh' } });
    expect(await response.text()).toMatch(/无法保存此网页[\s\S]*无法解析该网站的域名/);
    await fetch(`${server.url}/snapshots/${id}`, { method: 'DELETE', headers: authorization() });
  });

  test('an address where nothing is answers with a page that says so', async () => {
    const response = await fetch(`${server.url}/s/00000000000000000000000000`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is no snapshot here');
  });
});

test('a private snapshot opens with the token or a signed address, which opens nothing else', async () => {
  const { id } = await save('private', { visibility: 'private' });
  const { id: other } = await save('other', { visibility: 'private' });
  const status = async (path: string, headers = {}) => (await fetch(server.url + path, { headers })).status;
  expect(await status(`/s/${id}`)).toBe(401);
  const page = await fetch(`${server.url}/s/${id}`, { headers: authorization() });
  const src = /<iframe src="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  expect(src).toContain('?view=');
  expect(await status(src)).toBe(200);
  const signed = await fetch(`${server.url}/snapshots/${id}/view-link`, {
    method: 'POST',
    headers: authorization(),
  });
  const { link, expiresAt } = await signed.json();
  const { search } = new URL(link);
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(60_000);
  expect([await status(`/s/${id}${search}`), await status(`/s/${id}/text${search}`)]).toEqual([200, 200]);
  expect(await status(`/s/${other}${search}`)).toBe(401);
  expect(await status(`/s/${id}${search.replace(/\d{13}/, String(Date.now() + 1e9))}`)).toBe(401);
  expect(await status(`/s/${id}?view=${'1'.repeat(13)}.${'A'.repeat(43)}`)).toBe(401);
  expect((await fetch(`${server.url}/snapshots/${id}/view-link`, { method: 'POST' })).status).toBe(401);
});

test('the front page, health and the description of the API leak nothing', async () => {
  await save('unlisted', { title: 'Unlisted title' });
  for (const path of ['/', '/health', '/openapi.json']) {
    const response = await fetch(server.url + path);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).not.toContain('Unlisted');
    expect(text).not.toContain('secret');
    expect(text).not.toContain(server.token);
  }
});
