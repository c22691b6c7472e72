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

/** From Windows' first moment, 1601, which Chromium counts from, to 1970, in ms. */
const SINCE_1601_MS = 11_644_473_600_000;

/**
 * Seconds, milliseconds, microseconds or nanoseconds since 1970, or microseconds since 1601, told apart by their size, or
 * a date in words.
 */
export function timeOf(value: unknown): number | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '') return undefined;
  const count = Number(text);
  const isKnown = (time: number) => time > 0 && time < Date.now();
  // A date before the web or in the future is a slip of the program that wrote it.
  const time = (Number.isNaN(count) ? [Date.parse(text)] : readings(count)).find(isKnown);
  return time === undefined ? undefined : Math.round(time);
}

/** What a number may mean, in ms since 1970: of its size only the dates of the web count. */
function readings(count: number): number[] {
  if (count > 1e17) return [count / 1e6];
  if (count > 1e14) return [count / 1000, count / 1000 - SINCE_1601_MS];
  return [count > 5e11 ? count : count * 1000];
}

/** Tags written in one string: by commas, else by the bar that Pocket uses, else by spaces when `spaces` says so. */
export function splitTags(text: string, spaces = false): string[] {
  if (/^\s*\[.*\]\s*$/su.test(text)) {
    const list = listOf(text);
    if (list) return list;
  }
  const by = /[,，]/.test(text) ? /[,，]/ : text.includes('|') ? '|' : text.includes(';') ? ';' : undefined;
  const parts = by !== undefined ? text.split(by) : spaces ? text.split(/\s+/u) : [text];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Instapaper writes a list of tags as JSON. */
function listOf(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((tag) => typeof tag === 'string') : undefined;
  } catch {
    return undefined;
  }
}

/** Everything at once, for readers of forms that cannot be read by pieces. */
export async function wholeText(text: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const piece of text) whole += piece;
  return whole;
}
