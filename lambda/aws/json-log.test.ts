import { expect, test } from 'vitest';
import { createJsonLog, lineLog } from './json-log.ts';

test('a line is one JSON object with level, function and ids', () => {
  const lines: string[] = [];
  lineLog(
    createJsonLog('capture', (line) => lines.push(line)),
    () => ({ requestId: 'r' }),
  )('warning: a\nb');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warning',
    function: 'capture',
    message: 'a\nb',
    requestId: 'r',
  });
});

test('what opens something never reaches the log', () => {
  const lines: string[] = [];
  const log = createJsonLog('api', (line) => lines.push(line));
  log(
    'error',
    'PUT https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature=0a1b2c&view=1.abc failed',
  );
  log('error', 'Bearer sp_abcdefghijklmnop was refused');
  const text = lines.join('\n');
  for (const secret of ['AKIA', '0a1b2c', '1.abc', 'abcdefghijklmnop']) expect(text).not.toContain(secret);
  expect(text).toContain('failed');
});
