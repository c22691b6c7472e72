/** Pages as the bytes their encodings make; the flag adds a meta that names the encoding. */
const TEXTS: Readonly<Record<string, { readonly plain: string; readonly base64: string }>> = {
  gbk: {
    plain: '汉字编码：这是用国标码写的网页。',
    base64: 'urrX1rHgwuujutXiysfTw7n6serC69C0tcTN+NKzoaM=',
  },
  gb18030: {
    plain: '汉字编码：㐀䶵 这是国标新版。',
    base64: 'urrX1rHgwuujuoE57jmCNYc4INXiyse5+rHq0MKw5qGj',
  },
  big5: {
    plain: '漢字編碼：這是用大五碼寫的網頁。',
    base64: 'un6mcr1zvVihR7NvrE+lzqRqpK29WLxnqrq69K22oUM=',
  },
  shift_jis: {
    plain: '日本語のページです。文字コードの試験。',
    base64: 'k/qWe4zqgsyDeYFbg1eCxYK3gUKVto6ag1KBW4NogsyOjoyxgUI=',
  },
  'euc-kr': {
    plain: '한국어 문서입니다. 인코딩 시험.',
    base64: 'x9Gxub7uILmuvK3A1LTPtNkuIMDOxNq1+SC9w8foLg==',
  },
  'windows-1251': {
    plain: 'Страница на русском языке.',
    base64: '0fLw4O3o9uAg7eAg8PPx8eru7CD/5/vq5S4=',
  },
  'utf-16le': {
    plain: 'UTF-16 页面 の 試験',
    base64: 'VQBUAEYALQAxADYAIAB1mGKXIABuMCAAZooTmg==',
  },
};

/** The text each page shows, by encoding. */
export const ENCODED_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TEXTS).map(([name, { plain }]) => [name, plain]),
);

export const ENCODED_PAGES: Readonly<Record<string, (meta: boolean) => Buffer>> = Object.fromEntries(
  Object.entries(TEXTS).map(([name, { base64 }]) => [
    name,
    (meta: boolean) => {
      const wide = name === 'utf-16le';
      const ascii = (text: string) => Buffer.from(text, wide ? 'utf16le' : 'latin1');
      const head = `<!doctype html><title>${name}</title>${meta ? `<meta charset="${name}">` : ''}<p>`;
      const bom = wide ? [Buffer.from([0xff, 0xfe])] : [];
      return Buffer.concat([...bom, ascii(head), Buffer.from(base64, 'base64'), ascii('</p>')]);
    },
  ]),
);
