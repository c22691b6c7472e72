import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { pageScript } from './page-script.ts';

test('the page side is one script without imports, types or names used twice', () => {
  const script = pageScript();
  expect(() => new Script(script)).not.toThrow();
  expect(script).not.toMatch(/^\s*(import|export)\b/m);
  const names = [...script.matchAll(/^(?:async )?function (\w+)/gm)].map((found) => found[1]);
  expect(new Set(names).size).toBe(names.length);
});
