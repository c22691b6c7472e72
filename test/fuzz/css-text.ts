import fc from 'fast-check';

/** Every address in the style sheets made here has this host, so that what is left of one can be found. */
export const EVIL = 'evil.test';

const ADDRESSES = [
  `http://${EVIL}/a`,
  `//${EVIL}/b`,
  `https://${EVIL}/p.png`,
  `HTTP:\\\\${EVIL}\\c`,
  `ht\ttp://${EVIL}/d`,
  ` https://${EVIL}/e `,
  `ws://${EVIL}/f`,
  `\\68ttp://${EVIL}/g`,
  `blob:https://${EVIL}/h`,
  'p.png',
  '#a',
  '',
  'data:,x',
  'data:text/css,a{b:url(http://evil.test/in-data)}',
  'javascript:alert(1)',
  `https://${EVIL}/a"b'c)d\\e<f`,
  `https://user:pass@${EVIL}/\u{1f600}`,
];

const PIECES = [
  ...['a', 'b{', '}', '{', '(', ')', '[', ']', ';', ':', ',', '!', '<', '>', '*', '#a', '.b', '@', '\\', '/'],
  ...['"', "'", '\n', '\r\n', '\f', ' ', '\t', '\u0000', '\ufeff', '\ud800', '//', '/*', '*/', '<!--', '-->'],
  ...['</style>', '</style', '<script>', '</ style', '\\3c/style>', '<![CDATA[', ']]>', '<?', '< /style'],
  ...['@import ', '@im\\70ort ', '@IMPORT ', '@charset "utf-7";', '@namespace ', '@-webkit-import '],
  ...['@media ', '@media (a<b) ', '@layer ', '@layer a;', '@layer a,b;', '@supports ', '@container '],
  ...[
    '@font-face{',
    '@keyframes x{',
    '@property --x{',
    '@starting-style{',
    '@scope ',
    '@page{',
    '@function --f(){',
  ],
  ...[
    'url(',
    'URL(',
    'u\\72l(',
    'url( ',
    'url-prefix(',
    'src(',
    'image(',
    'image-set(',
    '-webkit-image-set(',
  ],
  ...[
    'cross-fade(',
    'element(',
    'var(--x)',
    'attr(data-x)',
    'attr(x type(<string>))',
    'env(x)',
    'if(',
    '--f()',
  ],
  ...[
    'paint(x)',
    'local(',
    'format(',
    'type(',
    'layer(',
    'supports(',
    'selector(',
    'style(',
    'calc(',
    'min(',
  ],
  ...[
    'background:',
    'src:',
    '--x:',
    '--\\78:',
    'content:',
    'cursor:',
    'behavior:',
    '-moz-binding:',
    'filter:',
  ],
  ...[
    'syntax:"<string>";',
    'initial-value:',
    'result:',
    'color-scheme:',
    'light dark',
    'font-family:',
    'inherits:true;',
  ],
  ...[
    '(prefers-color-scheme:dark)',
    '(scripting:none)',
    '(scripting',
    ':hover',
    ':state(',
    ':state(x)',
    '::part(',
  ],
  ...[
    '[href="',
    '1x',
    '100%',
    'U+26',
    '!important',
    'and',
    'not ',
    'expression(',
    'progid:x(',
    '\\9',
    '\\',
    '\\\n',
  ],
];

const address = fc.constantFrom(...ADDRESSES);
const resource = fc
  .tuple(
    fc.constantFrom(
      'url(',
      'url("',
      "url('",
      'src("',
      'image-set("',
      'image("',
      '@import "',
      '@import url(',
      '--x:"',
      'result:"',
    ),
    address,
    fc.constantFrom(')', '")', "')", '"', '" 1x)', ';', '" layer(', '") supports('),
  )
  .map((parts) => parts.join(''));

/** Style sheets of tokens in any order, whole rules that were cut and joined, and plain noise. */
export const cssText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 3, arbitrary: resource },
      { weight: 2, arbitrary: address },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
      { weight: 1, arbitrary: fc.nat(0x10ffff).map((code) => `\\${code.toString(16)} `) },
      { weight: 1, arbitrary: fc.constantFrom('a{background:url(p.png)}', '@media(x){a{}}', 'a{--x:{b}}') },
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));
