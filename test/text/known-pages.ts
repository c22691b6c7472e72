import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Collection, fetchCollection } from '../fidelity/collections.ts';
import { pageWords } from './page-words.ts';

/** A page of others, with what they say its text is. */
export type KnownPage = {
  readonly name: string;
  /** What kind of page it is, where the collection says so. */
  readonly kind: string;
  readonly url: string;
  readonly html: string;
  readonly text?: string;
  /** Passages that belong to the text, and those that do not. */
  readonly within?: readonly string[];
  readonly beside?: readonly string[];
};

type KnownCollection = Collection & { readonly read: (folder: string) => Iterable<KnownPage> };

/** The collections, at the commits that were measured. */
export const KNOWN: readonly KnownCollection[] = [
  {
    name: 'readability',
    repository: 'https://github.com/mozilla/readability.git',
    commit: 'ab4027a8b37669745016869a37a504727992b2ba',
    read: readReadability,
  },
  {
    name: 'defuddle',
    repository: 'https://github.com/kepano/defuddle.git',
    commit: '6de16345bbc822e69397bd6a126861bad9ff469f',
    read: readDefuddle,
  },
  {
    name: 'trafilatura',
    repository: 'https://github.com/adbar/trafilatura.git',
    commit: 'e90b0ef51ab026fdb905fb6c5b3c84dd3d784fd5',
    read: readTrafilatura,
  },
  {
    name: 'scrapinghub',
    repository: 'https://github.com/scrapinghub/article-extraction-benchmark.git',
    commit: '4a3bc979f76c0df73cb95fe272e2fc1b96f9f010',
    read: readScrapinghub,
  },
  {
    name: 'wcxb-dev',
    repository: 'https://github.com/Murrough-Foley/web-content-extraction-benchmark.git',
    commit: 'c039d5ee9f5a3a984a0e167e63aacd04e76e78a9',
    read: (folder) => readWcxb(join(folder, 'dev')),
  },
  {
    name: 'wcxb-test',
    repository: 'https://github.com/Murrough-Foley/web-content-extraction-benchmark.git',
    commit: 'c039d5ee9f5a3a984a0e167e63aacd04e76e78a9',
    read: (folder) => readWcxb(join(folder, 'test')),
  },
];

/** The pages of a collection, fetched the first time; throws in words when that fails. */
export async function knownPages(name: string): Promise<readonly KnownPage[]> {
  const collection = KNOWN.find((known) => known.name === name);
  if (!collection)
    throw new Error(`No collection ${name}; there are ${KNOWN.map((known) => known.name).join(', ')}.`);
  // Two parts of one repository are fetched once.
  const folder = await fetchCollection({ ...collection, name: name.replace(/-.*/, '') });
  return [...collection.read(folder)];
}

function* readReadability(folder: string): Iterable<KnownPage> {
  const pages = join(folder, 'test/test-pages');
  for (const name of readdirSync(pages).sort()) {
    const text = pageWords(readText(join(pages, name, 'expected.html')));
    const html = readText(join(pages, name, 'source.html'));
    yield { name, kind: 'article', url: 'http://fakehost/test/page.html', html, text };
  }
}

function* readDefuddle(folder: string): Iterable<KnownPage> {
  const pages = join(folder, 'tests/fixtures');
  for (const file of readdirSync(pages).sort()) {
    const name = file.replace(/\.html$/, '');
    const expected = join(folder, 'tests/expected', `${name}.md`);
    if (!existsSync(expected)) continue;
    const html = readText(join(pages, file));
    const url = /<!--\s*(\{"url":.*?\})\s*-->/.exec(html)?.[1];
    yield {
      name,
      kind: name.includes('--') ? (name.split('--')[0] ?? '') : 'page',
      url: url ? JSON.parse(url).url : 'https://example.org/page',
      html,
      text: readText(expected).replace(/^```json\n[\s\S]*?\n```\n/, ''),
    };
  }
}

function* readTrafilatura(folder: string): Iterable<KnownPage> {
  const tests = join(folder, 'tests');
  const known: Record<string, { file: string; with: string[]; without: string[] }> = JSON.parse(
    readText(join(tests, 'evaldata.json')),
  );
  for (const [url, { file, with: within, without: beside }] of Object.entries(known)) {
    const path = [join(tests, 'cache', file), join(tests, 'eval', file)].find((there) => existsSync(there));
    if (path) yield { name: file, kind: 'article', url, html: readText(path), within, beside };
  }
}

function* readScrapinghub(folder: string): Iterable<KnownPage> {
  const known: Record<string, { articleBody: string; url: string }> = JSON.parse(
    readText(join(folder, 'ground-truth.json')),
  );
  for (const [name, { articleBody: text, url }] of Object.entries(known))
    yield { name, kind: 'article', url, html: unzipped(join(folder, 'html', `${name}.html.gz`)), text };
}

function* readWcxb(folder: string): Iterable<KnownPage> {
  for (const file of readdirSync(join(folder, 'ground-truth')).sort()) {
    const known = JSON.parse(readText(join(folder, 'ground-truth', file)));
    // Of some pages nobody has written the text down.
    if (!known.ground_truth.main_content) continue;
    const name = file.replace(/\.json$/, '');
    yield {
      name,
      kind: known._internal.page_type.primary,
      url: known.url,
      html: unzipped(join(folder, 'html', `${name}.html.gz`)),
      text: known.ground_truth.main_content,
      within: known.ground_truth.with ?? [],
      beside: known.ground_truth.without ?? [],
    };
  }
}

function unzipped(path: string): string {
  return decoded(gunzipSync(readFileSync(path)));
}

function readText(path: string): string {
  return decoded(readFileSync(path));
}

/** A page in the encoding it names, when it is not UTF-8. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
    const named = /charset=["']?([\w-]+)/i.exec(head)?.[1] ?? 'windows-1252';
    try {
      return new TextDecoder(named).decode(bytes);
    } catch {
      return new TextDecoder('windows-1252').decode(bytes);
    }
  }
}
