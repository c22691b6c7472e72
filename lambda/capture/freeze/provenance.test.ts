import { expect, test } from 'vitest';
import { readProvenance } from './provenance.ts';
import { stillHead, withDigest } from './still-head.ts';

const options = {
  sourceUrl: 'https://site.test/?a=1&b="<é文>"',
  httpStatus: 404,
  capturedAt: new Date('2026-01-02T03:04:05Z'),
  chromium: '156.0.1.2',
  consent: 'Onetrust',
};
const still = (body = '<p>静止</p>') =>
  withDigest(
    `<!DOCTYPE html><html><head>${stillHead(options, 'https://site.test/final')}<title>T</title></head><body>${body}</body></html>`,
  );

test('a still tells where it is from, and that nobody touched it', () => {
  expect(readProvenance(Buffer.from(still()))).toMatchObject({
    source: options.sourceUrl,
    url: 'https://site.test/final',
    captured: '2026-01-02T03:04:05.000Z',
    status: 404,
    version: expect.stringMatching(/^\d/),
    chromium: '156.0.1.2',
    consent: 'Onetrust',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    intact: true,
  });
});

test.each([
  ['a letter', (html: string) => html.replace('静止', '静下')],
  ['the address', (html: string) => html.replace('site.test/final', 'evil.test/final')],
  ['the digest', (html: string) => html.replace(/(sha256" content=")./, '$1f').replace('ff', 'fe')],
  ['the end', (html: string) => `${html}\n`],
  ['the time', (html: string) => html.replace('2026-01-02T03', '2026-01-02T04')],
])('a change of %s is found', (_what, change) => {
  expect(readProvenance(Buffer.from(change(still())))?.intact).toBe(false);
});

test('bytes that are no text count as a change', () => {
  const bytes = Buffer.from(still());
  bytes[bytes.indexOf('静')] = 0xff;

  expect(readProvenance(bytes)?.intact).toBe(false);
});

test('a page that claims a provenance of its own is not believed', () => {
  const forged = still(
    '<meta name="stillpage:source" content="https://bank.test/"><meta name="stillpage:sha256" content="00">',
  );

  expect(readProvenance(Buffer.from(forged))).toMatchObject({ source: options.sourceUrl, intact: true });
});

test.each([
  ['nothing', ''],
  ['another page', '<!doctype html><p>Hello</p>'],
  ['half a head', '<meta name="stillpage:source" content="x">'],
  [
    'a digest that is none',
    '<meta name="stillpage:source" content="x"><meta name="stillpage:sha256" content="zz">',
  ],
])('%s is no still', (_what, html) => {
  expect(readProvenance(Buffer.from(html))).toBeUndefined();
});
