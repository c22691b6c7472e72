/** One entry of an imported file, as the file has it: nothing in it has been checked. */
export type Bookmark = {
  readonly url: string;
  readonly title?: string;
  readonly tags: readonly string[];
  /** From the outermost in. */
  readonly folders: readonly string[];
  readonly note?: string;
  /** Milliseconds since 1970. */
  readonly created?: number;
};

/** A place in a file that no reader can make anything of. */
export type Unreadable = { readonly unreadable: string; readonly message: string };

/** Reads a file, piece by piece, into its entries. */
export type Reader = (text: AsyncIterable<string>) => AsyncGenerator<Bookmark | Unreadable>;

/** Seconds, milliseconds or microseconds since 1970, told apart by their size, or a date in words. */
export function timeOf(value: unknown): number | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '') return undefined;
  const count = Number(text);
  const time = Number.isNaN(count)
    ? Date.parse(text)
    : count > 1e14
      ? count / 1000
      : count > 1e11
        ? count
        : count * 1000;
  // A date before the web or in the future is a slip of the program that wrote it.
  return time > 0 && time < Date.now() ? Math.round(time) : undefined;
}

/** Tags written in one string: by commas, else by the bar that Pocket uses, else by spaces when `spaces` says so. */
export function splitTags(text: string, spaces = false): string[] {
  const by = /[,，]/.test(text) ? /[,，]/ : text.includes('|') ? '|' : text.includes(';') ? ';' : undefined;
  const parts = by !== undefined ? text.split(by) : spaces ? text.split(/\s+/u) : [text];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Everything at once, for readers of forms that cannot be read by pieces. */
export async function wholeText(text: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const piece of text) whole += piece;
  return whole;
}
