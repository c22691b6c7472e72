import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { startServer } from '@stillpage/lambda/entries/serve.ts';
import { expect, test } from 'vitest';
import { createSmallCapturer } from './small-capturer.ts';

const PAGE = 'words-of-the-page';
const TITLE = 'title-of-the-page';
const NOTE = 'note-of-the-owner';
const TAG = 'tag-of-the-owner';
const PASSWORD = 'pa55word';
const QUERY = 'reset-code-4711';

/** Captures small pages; one address ends in a bug whose message carries what a message can carry. */
function leakingCapturer(): Capturer {
  const small = createSmallCapturer(() => ({ title: TITLE, text: PAGE }));
  return {
    ...small,
    async capture(job, options) {
      if (job.url.includes('bug'))
        throw new Error(
          `goto https://ann:${PASSWORD}@example.org/ by Bearer ${'b'.repeat(43)} of sp_${'c'.repeat(43)} at /s/x/page?view=1.${'d'.repeat(43)}`,
        );
      return await small.capture(job, options);
    },
  };
}

test('no token, page, note, password or signed address is in what a server says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-secrecy-'));
  const lines: string[] = [];
  const secrets = [PAGE, TITLE, NOTE, TAG, PASSWORD, QUERY, 'b'.repeat(43), 'c'.repeat(43), 'd'.repeat(43)];
  const written: string[] = [];
  const restore = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    stream.write = ((chunk: unknown, ...rest: never[]) => {
      written.push(String(chunk));
      return write.call(stream, chunk as string, ...rest);
    }) as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  const start = async () => {
    const started = await startServer({
      folder,
      port: 0,
      capturer: leakingCapturer(),
      log: (line) => lines.push(line),
    });
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  };
  try {
    let server = await start();
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(server.url + path, {
        ...init,
        headers: { authorization: `Bearer ${server.token}`, ...init.headers },
      });
    const save = async (url: string) => {
      const body = JSON.stringify({ url, title: TITLE, tags: [TAG], note: NOTE, visibility: 'private' });
      const answer = await (await ask('/snapshots', { method: 'POST', body })).json();
      if (answer.id) await ask(`/snapshots/${answer.id}?wait=10`);
      return answer;
    };
    const { id, linkId } = await save(`https://example.org/a?code=${QUERY}`);
    await save('https://example.org/bug');
    await save(`https://ann:${PASSWORD}@example.org/`);
    const signed = await (await ask(`/snapshots/${id}/view-link`, { method: 'POST' })).json();
    const view = new URL(signed.link, server.url).searchParams.get('view') ?? '';
    expect(view.length).toBeGreaterThan(40);
    const made = await (await ask('/tokens', { method: 'POST', body: JSON.stringify({ name: 'x' }) })).json();
    secrets.push(server.token, view, made.token);
    expect(await (await fetch(new URL(signed.link, server.url))).text()).toContain(TITLE);
    await ask(`/s/${id}/page?view=${view}x`, { headers: { authorization: '' } });
    await ask(`/links?q=${PAGE}`);
    await ask('/links', { headers: { authorization: `Bearer sp_${'c'.repeat(43)}` } });
    await ask(`/links?token=${server.token}`, { headers: { authorization: '' } });
    await ask('/snapshots', { method: 'POST', body: `{"url": "https://example.org/${QUERY}", ` });
    await ask(`/links/${linkId}`, { method: 'PATCH', body: JSON.stringify({ note: NOTE, odd: PASSWORD }) });
    await server.close();

    // Records that cannot be read are named by their keys.
    for (const name of await readdir(join(folder, 'links'), { recursive: true }))
      if (name.endsWith('.json')) await writeFile(join(folder, 'links', name), `{"note": "${NOTE}", "url"`);
    server = await start();
    await ask('/links');
    await ask(`/links/${linkId}`);
    await server.close();

    expect(lines.some((line) => line.includes('capture '))).toBe(true);
    expect(lines.some((line) => line.includes(linkId))).toBe(true);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(7);
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
      expect(written.filter((text) => text.includes(secret))).toEqual([]);
    }
  } finally {
    for (const again of restore) again();
    await rm(folder, { recursive: true, force: true });
  }
});
