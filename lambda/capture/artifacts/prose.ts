/** A line of fewer letters is a label, not prose. */
const PROSE_LETTERS_MIN = 80;
/** Of a line of prose, the share of letters outside links is at least this. */
const UNLINKED_SHARE_MIN = 0.7;
/** Letters of a line by which it is found again in another text, from the tenth on: beginnings are often the same. */
const SAMPLE = [10, 50] as const;

/** Letters and figures of any script; what Markdown adds does not count. */
export function lettersIn(markdown: string): number {
  return (withoutAddresses(markdown).match(/[\p{L}\p{N}]/gu) ?? []).length;
}

/** How many letters of prose a Markdown text holds, and how many of them another one lacks. */
export function compareProse(
  whole: string,
  part: string,
): { readonly letters: number; readonly missing: number } {
  const found = onlyLetters(part);
  let letters = 0;
  let missing = 0;
  for (const line of whole.split(/\n+/)) {
    const length = lettersIn(line);
    if (length < PROSE_LETTERS_MIN || lettersIn(withoutLinks(line)) < length * UNLINKED_SHARE_MIN) continue;
    letters += length;
    if (!found.includes(onlyLetters(line).slice(...SAMPLE))) missing += length;
  }
  return { letters, missing };
}

function onlyLetters(markdown: string): string {
  return (
    withoutAddresses(markdown)
      .toLowerCase()
      .match(/[\p{L}\p{N}]/gu) ?? []
  ).join('');
}

function withoutAddresses(markdown: string): string {
  return markdown.replace(/\]\((?:[^()]|\([^()]*\))*\)/g, ']');
}

function withoutLinks(markdown: string): string {
  return markdown.replace(/!?\[[^\]]*\]\([^)]*\)/g, '');
}
