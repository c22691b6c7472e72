/** Letters needed to tell a language from its script. */
const LETTERS_MIN = 40;
/** Share of one script from which a page is in it, whatever its template claims. */
const SHARE_MIN = 0.3;

/**
 * The page's language as BCP 47. Templates are copied with `lang="en"` in them and many Chinese pages name none, so a
 * script that only one language writes outweighs what is claimed.
 */
export function languageOf(claimed: string, text: string): string | undefined {
  const claim = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.exec(claimed.trim().replaceAll('_', '-'))?.[0];
  const written = languageWritten(text);
  if (!written) return claim;
  return claim && claim.toLowerCase().split('-')[0] === written
    ? claim
    : suits(claim, written)
      ? claim
      : written;
}

/** Languages that share a script with the one it is taken for. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  zh: ['yue', 'wuu', 'nan', 'hak', 'lzh', 'cmn'],
  ru: ['uk', 'bg', 'sr', 'mk', 'be', 'kk', 'ky', 'mn', 'tg', 'tt', 'ba', 'ce', 'os', 'sah'],
  ar: ['fa', 'ur', 'ps', 'ug', 'sd', 'ckb', 'ku', 'pnb', 'arz', 'ary'],
  hi: ['mr', 'ne', 'sa', 'bho', 'mai', 'kok'],
  he: ['yi'],
};

function suits(claim: string | undefined, written: string): boolean {
  return claim !== undefined && (SHARED[written] ?? []).includes(claim.toLowerCase().split('-')[0] ?? '');
}

function languageWritten(text: string): string | undefined {
  const letters = (text.match(/\p{L}/gu) ?? []).length;
  if (letters < LETTERS_MIN) return undefined;
  const share = (pattern: RegExp) => (text.match(pattern) ?? []).length / letters;
  if (share(/[\u3041-\u30ff]/g) > 0.1) return 'ja';
  if (share(/\p{Script=Hangul}/gu) > SHARE_MIN) return 'ko';
  if (share(/\p{Script=Han}/gu) > SHARE_MIN) return 'zh';
  if (share(/\p{Script=Thai}/gu) > SHARE_MIN) return 'th';
  if (share(/\p{Script=Hebrew}/gu) > SHARE_MIN) return 'he';
  if (share(/\p{Script=Arabic}/gu) > SHARE_MIN) return 'ar';
  if (share(/\p{Script=Devanagari}/gu) > SHARE_MIN) return 'hi';
  if (share(/\p{Script=Cyrillic}/gu) > SHARE_MIN) return 'ru';
  return undefined;
}
