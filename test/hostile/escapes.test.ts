import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce, processesIn } from '../capture/capture-once.ts';
import { CHROMIUMS } from '../capture/chromiums.ts';
import { type HostileSite, startHostileSite } from './hostile-site.ts';
import { type Inside, insideOrigins, startInside } from './inside.ts';

const TIMEOUT_MS = 15_000;

describe.each(CHROMIUMS)('nothing inside is reached by the $name', ({ path }) => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-hostile-'));
  let inside: Inside;
  let site: HostileSite;
  let capturer: Capturer;
  /** Asked in turn: the first answer is fit, the later ones lead inside. */
  const rebinding = ['127.0.0.1', '127.0.0.2', '127.0.0.2', '127.0.0.2'];

  beforeAll(async () => {
    inside = await startInside();
    site = await startHostileSite(inside.udpPort);
    capturer = await createCapturer({
      ...(path ? { chromiumPath: path } : {}),
      workDir,
      allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port: site.port }],
      resolver: async (name) => {
        if (name === 'rebind.test') return [rebinding.shift() ?? '127.0.0.2'];
        if (name === 'mixed.test') return ['127.0.0.2', '127.0.0.1'];
        if (name === 'open.test') return ['127.0.0.1'];
        return ['127.0.0.2'];
      },
    });
  });

  afterAll(async () => {
    await capturer.close();
    site.close();
    inside.close();
    expect(processesIn(workDir)).toEqual([]);
    expect(readdirSync(workDir)).toEqual([]);
    rmSync(workDir, { recursive: true });
  });

  test.each(path ? ['plain', 'metadata'] : ['plain', 'a name', 'another port', 'ipv6', 'metadata'])(
    'a page tries every way to %s',
    async (spelling) => {
      const target = insideOrigins(inside)[spelling] ?? '';

      const captured = await captureOnce(capturer, `${site.origin}/escape?to=${encodeURIComponent(target)}`, {
        timeoutMs: TIMEOUT_MS,
      });

      // The page itself was loaded and ran: its own origin is the one that is open.
      expect(captured.error).toBeUndefined();
      expect(captured.still).toContain('Allowed words that prove');
      expect(site.asked).toContain('/worker.js');
      expect(site.asked).toContain('/redirect');
      expect(captured.still).not.toContain('secret');
      expect(inside.touched).toEqual([]);
    },
  );

  test('an address of the inside is refused in every spelling, straight away and after a redirect', async () => {
    const rows: string[] = [];
    for (const [spelling, origin] of Object.entries(insideOrigins(inside))) {
      // The guard judges alike for every Chromium; the odd one out would show in the first few.
      if (path && rows.length === 4) break;
      const way = ['redirect', 'refresh', 'refresh-header', 'script-moves'][rows.length % 4];
      const straight = captureOnce(capturer, `${origin}/`, { timeoutMs: TIMEOUT_MS });
      const led = captureOnce(capturer, `${site.origin}/${way}?to=${encodeURIComponent(`${origin}/`)}`, {
        timeoutMs: TIMEOUT_MS,
      });
      const codes = (await Promise.all([straight, led])).map(
        ({ status, error }) => `${status} ${error?.code}`,
      );
      rows.push(`${spelling.padEnd(26)} ${codes.join(' | ')} (${way})`);
      expect(codes, spelling).toEqual(['failed blocked-address', 'failed blocked-address']);
    }
    console.log(rows.join('\n'));
    expect(inside.touched).toEqual([]);
  });

  test.each([
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'view-source:file:///etc/passwd',
    'chrome://version',
    'about:blank',
    'javascript:1',
    'data:text/html,x',
    'nonsense',
  ])('%s is no page', async (url) => {
    const captured = await captureOnce(capturer, url, { timeoutMs: TIMEOUT_MS });

    expect(captured).toMatchObject({ status: 'failed', error: { code: 'invalid-url' } });
  });

  test.each(['open.test', 'mixed.test', 'rebind.test'])(
    '%s is reached by its fit address only',
    async (name) => {
      const captured = await captureOnce(capturer, `http://${name}:${site.port}/good`, {
        timeoutMs: TIMEOUT_MS,
      });

      expect(captured.error).toBeUndefined();
      expect(captured.text).toContain('A good page');
      expect(inside.touched).toEqual([]);
    },
  );
});
