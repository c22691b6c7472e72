import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { scopesFor } from './route-scopes.ts';

test.each([
  ['GET', '/', ''],
  ['GET', '/health', ''],
  ['GET', '/s/abc/page', ''],
  ['GET', '/healthy', 'read'],
  ['GET', '/links', 'read'],
  ['HEAD', '/links', 'read'],
  ['GET', '/export', 'read'],
  ['POST', '/tags/suggest', 'read'],
  ['POST', '/snapshots/x/view-link', 'read'],
  ['GET', '/snapshots/x', 'read save'],
  ['POST', '/snapshots', 'save'],
  ['PUT', '/snapshots/x/content', 'save'],
  ['PATCH', '/tags/a/b', 'save'],
  ['DELETE', '/links/x', 'save'],
  ['DELETE', '/snapshots/x', 'admin'],
  ['DELETE', '/trash', 'admin'],
  ['DELETE', '/view-links', 'admin'],
  ['GET', '/tokens', 'admin'],
  ['POST', '/tokens/x/rotate', 'admin'],
  ['POST', '/something/new', 'admin'],
])('%s %s needs one of: %s', (method, path, scopes) => {
  expect(scopesFor(method, path).join(' ')).toBe(scopes);
});

test('nothing that changes something is open, or done with reading alone', async () => {
  const add = vi.spyOn(Hono.prototype, 'route');
  const { createApp } = await import('./app.ts');
  createApp({} as Parameters<typeof createApp>[0]);
  const { routes } = add.mock.contexts[0] as Hono;
  add.mockRestore();

  const changing = routes.filter(({ method }) => !/^(ALL|GET|HEAD)$/.test(method));
  expect(changing.length).toBeGreaterThan(15);
  const readable = changing
    .filter(({ method, path }) => {
      const scopes = scopesFor(method, path.replace(/:\w+(\{[^}]*\})?/g, 'x'));
      return scopes.length === 0 || scopes.includes('read');
    })
    .map(({ method, path }) => `${method} ${path}`);

  expect(readable.sort()).toEqual(['POST /snapshots/:id/view-link', 'POST /tags/suggest']);
});
