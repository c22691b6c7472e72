import fc from 'fast-check';

/** A request before it is sent: what stands in its line, its head and its body. */
export type RoughRequest = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** Whether the right token comes with it. */
  readonly token: boolean;
};

/** Stand for ids of the library that is asked. */
export const LINK_ID = '{link}';
export const SNAPSHOT_ID = '{snapshot}';

const ROUTES = [
  ...[
    '/',
    '/access',
    '/icon.svg',
    '/health',
    '/openapi.json',
    '/snapshots',
    '/links',
    '/links/bulk',
    '/tags',
    '/changes',
  ],
  ...[
    '/import',
    '/export',
    '/tokens',
    '/tags/suggest',
    '/view-links',
    '/trash',
    '/nothing',
    '//',
    '/s',
    '/s/',
  ],
  ...[
    '',
    '/upload',
    '/content',
    '/retry',
    '/view-link',
    `/diff/${SNAPSHOT_ID}`,
    `/diff/${SNAPSHOT_ID}/picture`,
  ].map((rest) => `/snapshots/${SNAPSHOT_ID}${rest}`),
  ...['', '/versions', '/restore'].map((rest) => `/links/${LINK_ID}${rest}`),
  ...['', '/page', '/screenshot', '/thumbnail', '/text', '/pdf', '/archive', '/download'].map(
    (rest) => `/s/${SNAPSHOT_ID}${rest}`,
  ),
  ...[
    '/tags/a',
    '/tags/a%2Fb',
    '/tokens/0123456789abcdef',
    '/tokens/x/rotate',
    '/links/x',
    '/snapshots/x',
    '/s/x',
  ],
];
const ODD = [
  '%',
  '%ff',
  '%00',
  '%2e%2e',
  '..',
  '.',
  '\\',
  '\u{1f600}',
  '__proto__',
  'constructor',
  ';',
  '{',
  '}',
  '*',
  '%E0%A4%A',
  'a'.repeat(300),
];

const target = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...ROUTES) },
      { weight: 1, arbitrary: fc.constantFrom('*', 'http://x/', 'x', '?', '//a/b') },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD).map((odd) => [odd]) },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'q',
          'tag',
          'before',
          'limit',
          'status',
          'trash',
          'since',
          'wait',
          'format',
          'view',
          'show',
          'folders',
          'capture',
          '__proto__',
          'x',
        ),
        fc.oneof(
          fc.constantFrom(
            '',
            '0',
            '1',
            '-1',
            '1e9',
            'NaN',
            'true',
            'html',
            'csv',
            'json',
            'text',
            '%00',
            '%ff',
            '"',
            '中',
            "'",
            'AND (',
            '*',
            '^9',
            '~',
            'a'.repeat(500),
          ),
          fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
        ),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([path, odd, query]) => {
    const asked = query
      .map(([name, value]) => `${name}=${name === 'wait' ? value.slice(0, 2) : value}`)
      .join('&');
    return `${path}${odd.map((text) => `/${text}`).join('')}${asked ? `?${asked}` : ''}`;
  });

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      LINK_ID,
      SNAPSHOT_ID,
      'https://a.test/',
      'https://b.test/?utm_source=x',
      'javascript:1',
      '',
      null,
      true,
      0,
      -1,
      1e308,
    ],
  ),
  fc.constantFrom<unknown>(
    ...[
      [],
      {},
      ['a', 'b'],
      ['a/b'],
      ['', 1],
      'private',
      'browser',
      'admin',
      ['admin'],
      ['read'],
      '\ud800',
      '\u0000',
      'x'.repeat(11_000),
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.array(fc.constantFrom(LINK_ID, 'a', 'b', '中', 'x'.repeat(300)), { maxLength: 3 }),
  fc.constant({
    width: 1280,
    height: 800,
    deviceScaleFactor: 1,
    colorScheme: 'light',
    locale: 'en',
    timezone: 'UTC',
  }),
);
const field = fc.constantFrom(
  ...[
    'url',
    'id',
    'title',
    'tags',
    'note',
    'view',
    'artifacts',
    'visibility',
    'source',
    'ids',
    'addTags',
    'removeTags',
  ],
  ...['delete', 'tag', 'name', 'scopes', 'days', 'text', '__proto__', 'constructor', 'token'],
);
const json = fc
  .oneof(
    fc.dictionary(field, value, { maxKeys: 5 }),
    fc.record({
      url: fc.constantFrom('https://a.test/', 'http://b.test/x'),
      tags: fc.constantFrom([], ['a', '中']),
      title: fc.string({ unit: 'binary', maxLength: 9 }),
    }),
    value,
  )
  .map((item) => Buffer.from(JSON.stringify(item) ?? 'null'));
const body = fc.oneof(
  { weight: 4, arbitrary: json },
  { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('{"a":'.repeat(9000), '['.repeat(60_000), ' '.repeat(70_000))
      .map((text) => Buffer.from(text)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('url,title\nhttps://c.test/,x\n', '<a href="https://d.test/">', 'https://e.test/\n')
      .map((text) => Buffer.from(text)),
  },
);

const HEADERS: readonly (readonly [string, string])[] = [
  ['content-type', 'application/json'],
  ['content-type', 'text/plain'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-encoding', 'gzip'],
  ['if-match', '"1"'],
  ['if-match', '*'],
  ['if-match', 'W/"999999999999999"'],
  ['if-none-match', '*'],
  ['range', 'bytes=0-1'],
  ['range', 'bytes=9-1'],
  ['accept-language', 'zh;q=x,,,'],
  ['accept', 'x'],
  ['accept-encoding', 'br;q=0, identity;q=0'],
  ['origin', 'null'],
  ['access-control-request-method', 'PATCH'],
  ['x-forwarded-for', 'x, \u00ff'],
  ['x-http-method-override', 'DELETE'],
  ['authorization', 'Bearer sp_wrong'],
  ['authorization', 'Basic eDp4'],
  ['cookie', 'a=b'],
  ['expect', '100-continue'],
  ['upgrade', 'websocket'],
  ['host', 'a b'],
  ['host', '[::'],
  ['host', ''],
  ['transfer-encoding', 'identity'],
  ['content-length', '5'],
];
/** Most requests are such as Node's own parser lets pass. */
const headers = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...HEADERS.slice(0, 17)), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...HEADERS), { maxLength: 3 }) },
);
const USUAL = ['GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE'];
const method = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...USUAL) },
  { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PROPFIND', 'TRACE', 'QUERY', 'get', 'X') },
);
/** Routes with the method that they have. */
const asked = fc.oneof(
  fc.record({ method, target }),
  fc
    .tuple(
      fc.constantFrom(
        ...[
          'POST /snapshots',
          'POST /snapshots',
          'POST /links/bulk',
          'POST /tags/suggest',
          'POST /import',
          'POST /tokens',
        ],
        ...[
          'PATCH /tags/a',
          `PATCH /links/${LINK_ID}`,
          `PUT /snapshots/${SNAPSHOT_ID}/content`,
          'GET /links',
          'GET /changes',
        ],
        ...[
          `POST /snapshots/${SNAPSHOT_ID}/content`,
          `POST /snapshots/${SNAPSHOT_ID}/upload`,
          'GET /export',
          'GET /tags',
        ],
        ...[
          `GET /s/${SNAPSHOT_ID}`,
          `GET /s/${SNAPSHOT_ID}/page`,
          `POST /links/${LINK_ID}/restore`,
          'POST /import?format=csv',
        ],
      ),
      target,
    )
    .map(([route, other]) => {
      const [verb = '', path = ''] = route.split(' ');
      const query = other.indexOf('?');
      return { method: verb, target: path.includes('?') || query < 0 ? path : path + other.slice(query) };
    }),
);

export const request: fc.Arbitrary<RoughRequest> = fc
  .tuple(asked, headers, body, fc.constantFrom(true, true, true, true, true, true, false))
  .map(([line, head, content, token]) => ({ ...line, headers: head, body: content, token }));
