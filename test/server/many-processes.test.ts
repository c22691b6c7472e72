import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '@stillpage/lambda/entries/serve.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { expect, test } from 'vitest';
import { startServerProcess } from './server-process.ts';

const run = promisify(execFile);
const PROCESSES = 20;

let folder = '';
async function inFolder(work: () => Promise<void>): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-many-'));
  try {
    await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(`${PROCESSES} processes that save into one library at once lose nothing of each other`, () =>
  inFolder(async () => {
    const script = fileURLToPath(new URL('save-child.ts', import.meta.url));
    const outputs = await Promise.all(
      Array.from({ length: PROCESSES }, (_, i) => run(process.execPath, [script, folder, `p${i}`])),
    );
    const saved: { id: string; linkId: string; name: string }[] = outputs.flatMap(({ stdout }) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    expect(saved).toHaveLength(3 * PROCESSES);

    const server = await startServer({ folder, port: 0 });
    if (!server.ok) throw new Error(server.error.message);
    try {
      const headers = { authorization: `Bearer ${server.value.token}` };
      const response = await fetch(`${server.value.url}/links?tag=all&limit=200`, { headers });
      const { links }: { links: LinkAnswer[] } = await response.json();
      expect(links).toHaveLength(PROCESSES + 2);
      const byId = new Map(links.map((link) => [link.id, link]));
      for (const { id, linkId, name } of saved) {
        const link = byId.get(linkId);
        expect(link?.snapshotIds.filter((version) => version === id)).toEqual([id]);
        expect(link?.tags).toContain(name);
      }
    } finally {
      await server.value.close();
    }
  }));

test('of several servers that start on one folder at once exactly one has it', () =>
  inFolder(async () => {
    const started = await Promise.all(Array.from({ length: 5 }, () => startServerProcess(folder, 0)));
    const running = started.filter((server) => 'url' in server);
    const refused = started.filter((server) => 'error' in server);
    await Promise.all(running.map((server) => server.stop()));
    expect(running).toHaveLength(1);
    for (const { error } of refused) expect(error.code).toBe('conflict');
  }));
