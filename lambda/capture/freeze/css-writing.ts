/** A CSS string of a value. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\<\n\r\f\u0000]/g, (c) => (c === '"' || c === '\\' ? `\\${c}` : `\\${c.charCodeAt(0).toString(16)} `))}"`;
}

/** Other text of a sheet: a `<` in it is one that was escaped, and is escaped by its number with its own backslash. */
export function withoutTags(text: string): string {
  return text.includes('<') ? text.replace(/\\?</g, '\\3c ') : text;
}

/** A name with its first letter written as an escape. */
export function escapedStart(text: string): string {
  const [first = ''] = text;
  if (first === '' || first === '\\') return withoutTags(text);
  return `\\${first.codePointAt(0)?.toString(16)} ${withoutTags(text.slice(first.length))}`;
}
