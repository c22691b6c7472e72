import { expect, test } from 'vitest';
import { ERROR_TABLE, failure, isErrorCode } from './errors.ts';

test('the table is the closed list of the design, every row complete and every exit code its own', () => {
  expect(Object.keys(ERROR_TABLE).sort()).toEqual(
    [
      'invalid-request invalid-url unauthorized forbidden not-found conflict too-large rate-limited blocked-address',
      'dns-failure connection-failed tls-failure navigation-timeout download unsupported-content browser-crashed',
      'out-of-memory storage-unavailable internal',
    ]
      .join(' ')
      .split(' ')
      .sort(),
  );
  const exits = Object.values(ERROR_TABLE).map((row) => row.exit);
  expect(new Set(exits).size).toBe(exits.length);
  for (const row of Object.values(ERROR_TABLE)) expect(row.zh_CN).toMatch(/\p{Script=Han}/u);
});

test('a failure carries the table’s sentence unless a detail is given', () => {
  expect(failure('conflict').message).toBe(ERROR_TABLE.conflict.en);
  expect(failure('dns-failure', 'nowhere.example')).toEqual({
    code: 'dns-failure',
    message: 'nowhere.example',
    retryable: true,
  });
  expect(isErrorCode('toString')).toBe(false);
});
