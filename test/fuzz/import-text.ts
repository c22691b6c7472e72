import fc from 'fast-check';

const URLS = [
  'https://a.test/',
  'http://b.test/x?y#z',
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://c.test',
  'https://u:p@d.test/',
  'chrome://x',
  '',
  'https://e.test/\u0000',
  ' HTTPS://F.test ',
  '//g.test',
  'https://[',
  'view-source:http://a',
];
const WORDS = [
  'toString',
  '__proto__',
  'constructor',
  '<b>',
  '=1+1',
  '"',
  "'",
  ',',
  ';',
  '\u0000',
  '\ud800',
  '\u202e',
  '中文',
  '\r',
  '1e999',
  '-1',
  '1700000000',
  '99999999999999999',
  'Invalid',
  '2020-01-01',
  '\ufeff',
  'a|b',
  'a;b',
  'x'.repeat(2000),
];

const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(...URLS),
);
const field = fc.constantFrom(
  'url',
  'href',
  'link',
  'title',
  'tags',
  'folder',
  'note',
  'created',
  'time',
  'name',
  '__proto__',
  'toString',
  'URL ',
  '',
  'given_url',
  'status',
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.constantFrom(...URLS),
  fc.anything({ maxDepth: 2, withNullPrototype: false, withBigInt: false }),
  fc.constant({ toString: 1, valueOf: 2 }),
  fc.array(word, { maxLength: 3 }),
  fc.array(fc.constant({ name: { toString: null } }), { maxLength: 2 }),
);
const row = fc.array(fc.tuple(field, value), { maxLength: 6 }).map((cells) => {
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, cell] of cells) object[name] = cell;
  return object;
});
const json = (item: unknown) => {
  try {
    return JSON.stringify(item) ?? 'null';
  } catch {
    return '{}';
  }
};

const html = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<DL><p>',
        '</DL><p>',
        '<DT><H3>',
        '</H3>',
        '<DT><A HREF="',
        '" ADD_DATE="',
        '" TAGS="',
        '">',
        '</A>',
        '<DD>',
        '<li>',
        '<!DOCTYPE NETSCAPE-Bookmark-file-1>',
        '<a href=',
        '<H3 PERSONAL_TOOLBAR_FOLDER="true">',
        '<script>',
        '<!--',
        '-->',
        '<![CDATA[',
        '&#x0;',
        '&#xd800;',
        '&amp',
        '<textarea>',
        '<plaintext>',
        '<svg>',
      ),
      word,
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const csv = fc
  .tuple(
    fc.array(field, { minLength: 1, maxLength: 5 }),
    fc.array(fc.array(word, { maxLength: 6 }), { maxLength: 6 }),
    fc.boolean(),
  )
  .map(([names, rows, quotes]) =>
    [names, ...rows]
      .map((cells) => cells.map((cell) => (quotes ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
      .join('\n'),
  );
const lists = fc.oneof(
  fc.array(row, { maxLength: 6 }).map(json),
  fc.array(row, { maxLength: 6 }).map((rows) => rows.map(json).join('\n')),
  fc
    .dictionary(fc.constantFrom('list', 'links', '__proto__', 'a'), fc.array(row, { maxLength: 3 }))
    .map(json),
  row.map(json),
  fc.json(),
);
const GOOD = [
  '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><H3>Folder</H3><DL><p><DT><A HREF="https://a.test/" ADD_DATE="1700000000" TAGS="a,b">Title</A><DD>Note\n</DL></DL>',
  'url,title,tags,created\nhttps://a.test/,Title,"a,b",1700000000\n',
  '[{"url":"https://a.test/","title":"T","tags":["a"],"created":1700000000}]',
  '{"url":"https://a.test/"}\n{"url":"https://b.test/"}\n',
  'https://a.test/ A title\n# remark\nhttps://b.test/\n',
];
/** Good files with pieces cut out, doubled, or put in. */
const mutated = fc
  .tuple(fc.constantFrom(...GOOD), fc.array(fc.tuple(fc.nat(400), fc.nat(20), word), { maxLength: 5 }))
  .map(([good, cuts]) =>
    cuts.reduce((text, [at, length, put]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + length);
    }, good),
  );
/** Bytes as a body decodes them. */
const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => new TextDecoder().decode(bytes));

/** Files that somebody may ask to import. */
export const importText = fc.oneof(html, csv, lists, mutated, noise);
