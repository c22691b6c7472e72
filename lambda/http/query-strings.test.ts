import { expect, test } from 'vitest';
import { queryObject, strayParameter } from './query-strings.ts';

test.each([
  ['DELETE', '/trash?before=2020-01-01', 'before'],
  ['GET', '/tags?prefix=a', 'prefix'],
  ['POST', '/snapshots?private', 'private'],
  ['GET', '/links/x?fields=title', 'fields'],
  ['DELETE', '/snapshots/x?wait=1', 'wait'],
  // Checked by its own schema.
  ['GET', '/links?before=1', undefined],
  ['HEAD', '/snapshots/x?wait=1', undefined],
  ['POST', '/import?format=csv', undefined],
  ['DELETE', '/trash', undefined],
])('%s %s: passed over would be %s', (method, path, stray) => {
  expect(strayParameter(method, new URL(path, 'http://server'))).toBe(stray);
});

test('a parameter of any name is seen by the schema', () => {
  const object = queryObject(new URL('http://server/links?__proto__=1&__proto__=2&tag=a&limit=3'));

  expect(Object.keys(object)).toEqual(['__proto__', 'tag', 'limit']);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(object.tag).toEqual(['a']);
});
