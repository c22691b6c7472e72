import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { openApiDocument } from './open-api.ts';

test('the description of the API is the golden file', async () => {
  const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('open-api.golden.json');
});

test('every route of the application is described, and nothing else is', async () => {
  const routes = new Set<string>();
  const add = vi.spyOn(Hono.prototype, 'route');
  const { createApp } = await import('./app.ts');
  createApp({} as Parameters<typeof createApp>[0]);
  const app = add.mock.contexts[0] as Hono;
  for (const { method, path } of app.routes)
    if (method !== 'ALL') routes.add(`${method.toLowerCase()} ${described(path)}`);
  const { paths } = openApiDocument() as { paths: Record<string, object> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const files = documented.filter((name) => /^get \/s\/\{id\}\/\w+$/.test(name));
  expect(files).toHaveLength(7);
  expect([...routes].sort()).toEqual(
    [...documented.filter((name) => !files.includes(name)), 'get /s/{id}/{path}'].sort(),
  );
  add.mockRestore();
});

function described(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}');
}
