import type { UploadedFrame, UploadHeader } from '@stillpage/shared/schemas/upload.ts';
import { describe, expect, test } from 'vitest';
import { assembleUpload } from './uploaded-page.ts';

const HEAD = { part: 'head' } as const;

function header(parts: UploadedFrame['parts'], more: Partial<UploadHeader> = {}): UploadHeader {
  return {
    schema: 1,
    url: 'https://bank.example/account',
    title: 'Account',
    language: 'en',
    plainText: 'Balance',
    frames: [frame(parts)],
    resources: [],
    loaded: [],
    ...more,
  };
}

function frame(parts: UploadedFrame['parts'], children: number[] = []): UploadedFrame {
  return {
    parts,
    quirks: false,
    dark: false,
    charset: 'UTF-8',
    marks: [],
    url: 'https://bank.example/',
    children,
    omissions: [],
  };
}

const assemble = (given: UploadHeader, bodies: Uint8Array[] = []) =>
  assembleUpload({ header: given, bodies }, { sourceUrl: given.url, capturedAt: new Date(0) });

const page = (body: string) =>
  header(['<!DOCTYPE html><html><head>', HEAD, `</head><body>${body}</body></html>`]);

async function html(given: UploadHeader, bodies: Uint8Array[] = []): Promise<string> {
  const still = await assemble(given, bodies);
  if (!still.ok) throw new Error(still.error.message);
  return still.value.html;
}

test('a frozen page comes out sealed, with its pictures in it', async () => {
  const picture = Buffer.from('89504e470d0a1a0a', 'hex');
  const given = header(
    [
      '<!DOCTYPE html><html lang="en"><head>',
      HEAD,
      '<style>',
      { part: 'css', text: 'p{background:url(bg.png)}', base: 'https://bank.example/', place: 'sheet' },
      '</style></head><body><p style="color:red">1 &lt; 2</p><img',
      { part: 'resource', name: 'src', url: 'https://bank.example/a.png', use: 'image', missing: 'data:,' },
      '></body></html>',
    ],
    {
      resources: ['a', 'bg'].map((name) => ({
        url: `https://bank.example/${name}.png`,
        type: 'image/png',
        status: 200,
        bytes: picture.length,
      })),
    },
  );
  const still = await html(given, [picture, picture]);
  expect(still).toMatch(
    /^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"/,
  );
  expect(still).toContain('<p style="color:red">1 &lt; 2</p><img src="data:image/png;base64,iVBORw0KGgo=">');
  expect(still).toContain('p{background:url("data:image/png;base64,iVBORw0KGgo=")}');
  expect(still).toContain('<meta name="stillpage:source" content="https://bank.example/account">');
});

describe('markup that the freezer never writes is refused', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src="x" onerror="alert(1)">',
    '<img onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    '<iframe src="data:text/html,x"></iframe>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<meta http-equiv="Content-Security-Policy" content="x">',
    '<meta name="stillpage:sha256" content="0">',
    '<meta name="&#115;tillpage:source" content="https://elsewhere.example/">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/a.css">',
    '<object data="https://evil.example/"></object>',
    '<form action="https://evil.example/"></form>',
    '<svg><animate attributeName="href" to="javascript:alert(1)"></animate></svg>',
    '<!-- <p> -->',
    '<p a="1"b="2">',
    '<plaintext>',
  ])('%s', async (body) => {
    expect(await assemble(page(body))).toMatchObject({ ok: false, error: { code: 'unsupported-content' } });
  });

  test.each([
    ['no head', header(['<!DOCTYPE html><html><body></body></html>'])],
    ['two heads', header(['<!DOCTYPE html><html><head>', HEAD, HEAD, '</head></html>'])],
    [
      'something before the policy',
      header(['<html><head><style>@import "//evil.example";</style>', HEAD, '</head></html>']),
    ],
  ])('%s', async (_name, given) => {
    expect((await assemble(given)).ok).toBe(false);
  });
});

test('CSS that stands in the markup is rewritten like any other', async () => {
  const still = await html(
    page(
      '<p style="background:url(https://evil.example/1)">a style="background:url(x)"</p>' +
        '<p style="background:u&#114;l(https://evil.example/2)"></p>' +
        '<style>@import "https://evil.example/3.css";p{background:url(https://evil.example/4)}</style>',
    ),
  );
  expect(still.replace('https://bank.example', '')).not.toContain('evil.example');
  // Text that only looks like an attribute stays.
  expect(still).toContain('>a style="background:url(x)"</p>');
});

test('CSS has no letters that only a drawing would read in it', async () => {
  const sheet = (text: string) =>
    ({ part: 'css', text, base: 'https://bank.example/', place: 'sheet' }) as const;
  const still = await html(
    header([
      '<!DOCTYPE html><html><head>',
      HEAD,
      '</head><body><svg><style>*{background:u&#114;l(https://evil.example/1)}</style><style>',
      sheet('a{b:"&quot;;background:url(https://evil.example/2);c:&quot;"}p{&:hover{d:"e&f"}}'),
      '</style></svg></body></html>',
    ]),
  );
  const sheets = [...still.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text = '']) => text).join('');
  expect(sheets).not.toMatch(/&#|&quot/);
  expect(sheets).toContain('&:hover');
  expect(sheets).toContain('"e\\26 f"');
});

test('the words of the markers in an upload are only words', async () => {
  const still = await html(page('<p>\u0000sp-0 \u0000 sp-</p>'));
  expect(still).toContain('<p>sp-0  sp-</p>');
});

test('frames go where they were, and none contains itself', async () => {
  const child = ['<!DOCTYPE html><html><head>', HEAD, '</head><body>inner</body></html>'];
  const outer = (children: number[]) =>
    frame(
      [
        '<!DOCTYPE html><html><head>',
        HEAD,
        '</head><body><iframe sandbox=""',
        { part: 'frame', index: 0, as: 'srcdoc' },
        '></iframe></body></html>',
      ],
      children,
    );
  const inside = await html(header([], { frames: [outer([1]), frame(child)] }));
  expect(inside).toMatch(/srcdoc="&lt;!DOCTYPE html&gt;&lt;html&gt;&lt;head&gt;&lt;meta charset/);
  expect(inside).toContain('inner&lt;/body');
  const itself = await assemble(header([], { frames: [outer([0])] }));
  expect(itself).toMatchObject({ ok: true, value: { omissions: [{ kind: 'frame', reason: 'unreadable' }] } });
});

test('a frame that breaks the seal is left out and named, the page stays', async () => {
  const bad = frame(['<html><head>', HEAD, '</head><body><script>1</script></body></html>']);
  const still = await assemble(
    header([], {
      frames: [
        frame(
          [
            '<html><head>',
            HEAD,
            '</head><body><iframe',
            { part: 'frame', index: 0, as: 'srcdoc' },
            '></iframe></body></html>',
          ],
          [1],
        ),
        bad,
      ],
    }),
  );
  expect(still).toMatchObject({ ok: true, value: { omissions: [{ kind: 'frame', reason: 'unsupported' }] } });
  expect(still.ok && still.value.html).not.toContain('script');
});
