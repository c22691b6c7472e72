import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineBinding, ensureEngine } from './engine.mjs';

test('the native file of a platform is the one that the locked engine names', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../node_modules/@lancedb/lancedb/package.json', import.meta.url), 'utf8'),
  );
  expect(engineBinding('linux', 'arm64')).toEqual({ name: '@lancedb/lancedb-linux-arm64-gnu', version });
  expect(engineBinding('darwin', 'arm64')).toEqual({ name: '@lancedb/lancedb-darwin-arm64', version });
  expect(engineBinding('win32', 'x64')).toEqual({ name: '@lancedb/lancedb-win32-x64-msvc', version });
  expect(engineBinding('darwin', 'x64')).toBeUndefined();
});

test('where it is there, nothing is brought', () => {
  const binding = engineBinding();
  expect(existsSync(new URL(`../../node_modules/${binding?.name}`, import.meta.url))).toBe(true);
  expect(ensureEngine()).toBeUndefined();
});
