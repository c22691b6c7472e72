import { tmpdir } from 'node:os';
import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import { expect, test } from 'vitest';
import { runStillpage } from '../cli/run-stillpage.ts';

test.concurrent.each([
  { args: ['nonsense'], says: 'nonsense' },
  { args: ['list', '--limit', 'many'], says: '--limit' },
  { args: ['import', tmpdir()], says: 'folder' },
])('$args is refused in one JSON object and nothing else', async ({ args, says }) => {
  const { code, stdout, stderr } = await runStillpage([...args, '--json']);
  expect(code).toBe(ERROR_TABLE['invalid-request'].exit);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(says),
  });
  expect(stderr).toBe('');
});
