import { expect, test } from 'vitest';
import { formatConnectString, parseConnectString } from './connect-string.ts';

const token = 'sp_0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE';

test.each([
  'http://127.0.0.1:8042',
  'https://abc.lambda-url.eu-central-1.on.aws',
  'https://example.org/stillpage',
])('a connect string of %s is read back', (base) => {
  const text = formatConnectString({ base, token });
  expect(parseConnectString(` ${text}\n`)).toEqual({ ok: true, value: { base, token } });
});

test.each([
  '',
  'http://127.0.0.1:8042/#sp_0123456789abcdefghijklmnop',
  'stillpage+ftp://x/#sp_0123456789abcdefghijklmnop',
  'stillpage+http://127.0.0.1:8042/',
  'stillpage+http://127.0.0.1:8042/#short',
  'stillpage+http://u:p@127.0.0.1:8042/#sp_0123456789abcdefghijklmnop',
  'stillpage+http://127.0.0.1:8042/#<script>alert(1)</script>aaaaaaaa',
])('refuses %j', (text) => {
  expect(parseConnectString(text).ok).toBe(false);
});
