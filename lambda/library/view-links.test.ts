import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Result, StillpageError } from '@stillpage/shared/errors.ts';
import { afterAll, expect, test } from 'vitest';
import { openFolderStore } from '../store/folder-store.ts';
import { openViewLinks, VIEW_LINK_LIFETIME_MS } from './view-links.ts';

const folder = mkdtempSync(join(tmpdir(), 'stillpage-views-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ID = 'a'.repeat(26);
let now = Date.UTC(2026, 0, 1);
const opened = async () => openViewLinks(value(await openFolderStore(folder)), () => now);

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new StillpageError(result.error);
  return result.value;
}

test('an address opens its own snapshot, by any process of the library, until it ends', async () => {
  const { view, expires } = value(await (await opened()).sign(ID));
  const other = await opened();

  expect(value(await other.isValid(ID, view))).toBe(true);
  expect(value(await other.isValid('b'.repeat(26), view))).toBe(false);
  now = expires - 1;
  expect(value(await other.isValid(ID, view))).toBe(true);
  now = expires;
  expect(value(await other.isValid(ID, view))).toBe(false);
});

test('an address that was changed in any place opens nothing', async () => {
  const links = await opened();
  const { view, expires } = value(await links.sign(ID));
  expect(expires - now).toBe(VIEW_LINK_LIFETIME_MS);

  for (let at = 0; at < view.length; at += 1) {
    const letter = view[at] === '7' ? '8' : '7';
    // The last letter of 43 holds two bits that say nothing; one with another beginning differs in the others.
    if (at === view.length - 1) continue;
    expect(value(await links.isValid(ID, view.slice(0, at) + letter + view.slice(at + 1))), String(at)).toBe(
      false,
    );
  }
  for (const wrong of [
    '',
    '.',
    `${expires + 9e6}.${view.split('.')[1]}`,
    `${view}A`,
    view.split('.')[0] ?? '',
  ])
    expect(value(await links.isValid(ID, wrong)), wrong).toBe(false);
});

test('after a revocation no earlier address opens anything, and new ones do', async () => {
  const links = await opened();
  const { view } = value(await links.sign(ID));

  expect((await links.revokeAll()).ok).toBe(true);

  expect(value(await links.isValid(ID, view))).toBe(false);
  expect(value(await (await opened()).isValid(ID, view))).toBe(false);
  expect(value(await links.isValid(ID, value(await links.sign(ID)).view))).toBe(true);
});
