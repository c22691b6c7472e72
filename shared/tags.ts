import { fail, ok, type Result } from './errors.ts';

/** Longest tag, in characters, slashes included. */
export const TAG_MAX_LENGTH = 100;
/** Most tags on one link. */
export const TAGS_MAX_COUNT = 100;

/** The spelling a tag is kept in: NFC, single spaces, nested by `/` without empty levels. Empty when nothing is left. */
export function normaliseTag(input: string): string {
  return input
    .normalize('NFC')
    .split('/')
    .map((level) => level.trim().replace(/\s+/gu, ' '))
    .filter((level) => level !== '')
    .join('/');
}

/** What two spellings of one tag share: `Dev` and `ｄｅｖ` are the same tag. */
export function tagKey(tag: string): string {
  return normaliseTag(tag).normalize('NFKC').toLowerCase();
}

/** True when `tag` is `ancestor` or lies below it: `dev/lambda` under `dev`. */
export function isTagUnder(tag: string, ancestor: string): boolean {
  const key = tagKey(tag);
  const above = tagKey(ancestor);
  return key === above || key.startsWith(`${above}/`);
}

/** One tag from outside, checked: no control characters, no comma, not empty, at most {@link TAG_MAX_LENGTH}. */
export function parseTag(input: string): Result<string> {
  if (/[\p{Cc}\u2028\u2029]/u.test(input))
    return fail('invalid-request', 'A tag must not contain control characters.');
  if (/[,，]/.test(input)) return fail('invalid-request', 'A tag must not contain a comma.');
  const tag = normaliseTag(input);
  if (tag === '') return fail('invalid-request', 'A tag must not be empty.');
  if (tag.length > TAG_MAX_LENGTH)
    return fail('invalid-request', `A tag has at most ${TAG_MAX_LENGTH} characters.`);
  return ok(tag);
}

/** Tags from outside, checked, the first spelling of each kept, in the order given. */
export function parseTags(inputs: readonly string[]): Result<string[]> {
  if (inputs.length > TAGS_MAX_COUNT)
    return fail('invalid-request', `A link has at most ${TAGS_MAX_COUNT} tags.`);
  const tags: string[] = [];
  for (const input of inputs) {
    const tag = parseTag(input);
    if (!tag.ok) return tag;
    tags.push(tag.value);
  }
  return ok(mergeTags(tags));
}

/** Tags in order, each once, the first spelling kept. */
export function mergeTags(...lists: ReadonlyArray<readonly string[]>): string[] {
  const seen = new Map<string, string>();
  for (const tag of lists.flat()) if (!seen.has(tagKey(tag))) seen.set(tagKey(tag), tag);
  return [...seen.values()];
}
