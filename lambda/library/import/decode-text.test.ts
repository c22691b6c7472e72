import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodedText } from './decode-text.ts';

async function textOf(bytes: Uint8Array, size = 3): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  let text = '';
  for await (const piece of decodedText(pieces())) text += piece;
  return text;
}

const TEXT = 'https://example.org/ Café 网页 🦔\n'.repeat(40);
const utf16le = Buffer.from(TEXT, 'utf16le');

test('a file is read in whatever it is written', async () => {
  expect(await textOf(Buffer.from(TEXT))).toBe(TEXT);
  expect(await textOf(Buffer.from(`\ufeff${TEXT}`))).toBe(TEXT);
  expect(await textOf(utf16le)).toBe(TEXT);
  expect(await textOf(Buffer.concat([Buffer.of(0xff, 0xfe), utf16le]))).toBe(TEXT);
  expect(await textOf(Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(utf16le).swap16()]))).toBe(TEXT);
  const gbk = Buffer.concat([Buffer.from('<META charset="gb2312">'), Buffer.of(0xcd, 0xf8, 0xd2, 0xb3)]);
  expect(await textOf(gbk)).toBe('<META charset="gb2312">网页');
  expect(await textOf(Buffer.from('<meta charset="nonsense">é'))).toBe('<meta charset="nonsense">é');
  expect(await textOf(Buffer.of())).toBe('');
});

test.each([
  ['zip', Buffer.from('PK\u0003\u0004rest of it'), 'zip archive'],
  ['gzip', gzipSync('https://example.org/'), 'gzip archive'],
  ['binary', Buffer.of(1, 0, 0, 2, 3), 'no text file'],
])('%s is refused by its name', async (_name, bytes, message) => {
  await expect(textOf(bytes)).rejects.toMatchObject({
    failure: { code: 'invalid-request', message: expect.stringContaining(message) },
  });
});
