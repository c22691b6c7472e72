import type { FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import { makeFrameFreezer } from '@stillpage/shared/freezer/serialise-frame.page.ts';
import { type FetchedResource, fetchResource } from './fetch-resource.page.ts';
import { addressesIn, importsIn } from './sheet-addresses.page.ts';
import { pathOfFrame, pathsOfChildren } from './window-path.page.ts';

/** One frame of a tab, frozen, with the addresses of what it shows. */
export type SeenFrame = {
  readonly frame: FrozenFrame;
  readonly url: string;
  /** Where the frame lies: indexes into `window` from the top; undefined for a frame that no index reaches. */
  readonly path: readonly number[] | undefined;
  readonly children: readonly (readonly number[] | undefined)[];
  readonly wanted: readonly string[];
  readonly loaded: readonly string[];
  readonly plainText: string;
};

/** Rounds of sheets that import sheets. */
const IMPORT_ROUNDS = 4;
/** A list of loaded resources as long as this may be cut by the browser. */
const LIST_FULL = 250;
/** Text for search, in characters. */
const PLAIN_TEXT_MAX = 400_000;

const freezer = makeFrameFreezer();

/** Freezes this frame; called in every frame of the tab that may be read. */
export async function freeze(): Promise<SeenFrame> {
  const needs = await freezer.prepare();
  const texts: Record<string, string> = {};
  await Promise.all(
    [...needs.sheets, ...needs.sprites].map(async (url) => {
      const text = await textOf(url);
      if (text !== undefined) texts[url] = text;
    }),
  );
  const frame = freezer.serialise(texts);
  const loaded = performance.getEntriesByType('resource').map(({ name }) => withoutFragment(name));
  return {
    frame,
    url: location.href,
    path: pathOfFrame(),
    children: pathsOfChildren(freezer.framesAndShots().frames),
    wanted: await addressesOf(frame, new Set(loaded)),
    loaded,
    plainText: (document.body?.innerText ?? '').slice(0, PLAIN_TEXT_MAX),
  };
}

/** The bytes of these addresses, as far as this page may have them. */
export function fetchAll(urls: readonly string[]): Promise<FetchedResource[]> {
  return Promise.all(urls.map((url) => fetchResource(url)));
}

async function textOf(url: string): Promise<string | undefined> {
  const found = await fetchResource(url);
  if (found.base64 === undefined) return undefined;
  return new TextDecoder(found.charset ?? 'utf-8').decode(
    Uint8Array.from(atob(found.base64), (character) => character.charCodeAt(0)),
  );
}

/** What the frame shows: its pictures and sheets, and of what sheets name only that which was loaded. */
async function addressesOf(frame: FrozenFrame, loaded: ReadonlySet<string>): Promise<string[]> {
  const wanted = new Set<string>();
  const sheets = new Set<string>();
  const note = (css: string, base: string) => {
    for (const url of addressesIn(css, base)) {
      const font = /\.(woff2?|ttf|otf|eot)([?#]|$)/i.test(url);
      if (loaded.has(url) || (loaded.size >= LIST_FULL && !font) || /^blob:/.test(url)) wanted.add(url);
    }
    for (const url of importsIn(css, base)) sheets.add(url);
  };
  for (const part of frame.parts) {
    if (typeof part === 'string') continue;
    if (part.part === 'resource') wanted.add(withoutFragment(part.url));
    else if (part.part === 'css') note(part.text, part.base);
    else if (part.part === 'linked-sheet') sheets.add(withoutFragment(part.url));
  }
  const read = new Set<string>();
  for (let round = 0; round < IMPORT_ROUNDS; round += 1) {
    const fresh = [...sheets].filter((url) => !read.has(url));
    await Promise.all(
      fresh.map(async (url) => {
        read.add(url);
        note((await textOf(url)) ?? '', url);
      }),
    );
  }
  return [...wanted, ...sheets].filter((url) => /^(https?|blob):/.test(url));
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
