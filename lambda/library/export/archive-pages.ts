import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import { html, raw } from 'hono/html';

/** Links of one page of the index: some 200 kB, which any browser lays out at once. */
export const INDEX_PAGE_LINKS = 500;

/** A link with the names of its newest version's files, from the archive's root. */
export type ArchivedLink = {
  readonly link: LinkRecord;
  readonly still?: string;
  readonly thumbnail?: string;
  readonly screenshot?: string;
  readonly text?: string;
  /** Stills of the older versions, newest first, with their dates. */
  readonly older: readonly { readonly still: string; readonly date: string }[];
};

const STYLE = `:root{color-scheme:light dark;--line:#8883}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem}ul{list-style:none;padding:0}li{display:flex;gap:1rem;padding:.75rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
li img{width:8rem;height:5rem;object-fit:cover;object-position:top;border:1px solid var(--line);border-radius:4px;flex:none}
li div{min-width:0}.about{opacity:.75;font-size:.85rem}nav a,.tags a{margin-inline-end:.75rem}p{margin:.2rem 0}.note{white-space:pre-wrap}`;

/** The pages of the index, by file name: every link newest first, the tags, and a list for each tag. No script, nothing from elsewhere. */
export function* archivePages(links: readonly ArchivedLink[]): Generator<{ name: string; text: string }> {
  const tags = tagsOf(links);
  yield* listPages('index', 'Stillpage', links, tags, '');
  yield {
    name: 'tags.html',
    text: page(
      'Tags · 标签',
      '',
      html`<p class="tags">${[...tags.values()].map(({ name, file, links: tagged }) => html`<a href="${file}.html">${name}</a> (${tagged.length}) `)}</p>`,
    ),
  };
  for (const { name, file, links: tagged } of tags.values())
    yield* listPages(file, name, tagged, tags, '../');
}

type Tag = { readonly name: string; readonly file: string; readonly links: ArchivedLink[] };

/** Tags by key, in the order of the alphabet; files are numbered, since a tag may be no file's name. */
function tagsOf(links: readonly ArchivedLink[]): ReadonlyMap<string, Tag> {
  const tags = new Map<string, { name: string; links: ArchivedLink[] }>();
  for (const archived of links)
    for (const name of archived.link.tags) {
      const known = tags.get(tagKey(name));
      if (known) known.links.push(archived);
      else tags.set(tagKey(name), { name, links: [archived] });
    }
  const sorted = [...tags].sort(([, a], [, b]) => a.name.localeCompare(b.name));
  return new Map(sorted.map(([key, tag], index) => [key, { ...tag, file: `tags/${index + 1}` }]));
}

function* listPages(
  name: string,
  title: string,
  links: readonly ArchivedLink[],
  tags: ReadonlyMap<string, Tag>,
  root: string,
): Generator<{ name: string; text: string }> {
  const count = Math.max(1, Math.ceil(links.length / INDEX_PAGE_LINKS));
  const fileOf = (index: number) => `${name}${index === 0 ? '' : `-${index + 1}`}.html`;
  for (let index = 0; index < count; index += 1) {
    const shown = links.slice(index * INDEX_PAGE_LINKS, (index + 1) * INDEX_PAGE_LINKS);
    const others = Array.from({ length: count }, (_, other) =>
      other === index
        ? html`<b>${other + 1}</b> `
        : html`<a href="${root}${fileOf(other)}">${other + 1}</a> `,
    );
    const pages = count > 1 ? html`<nav>${others}</nav>` : '';
    yield {
      name: fileOf(index),
      text: page(
        title,
        root,
        html`<p class="about">${links.length}</p>${pages}<ul>${shown.map((each) => item(each, tags, root))}</ul>${pages}`,
      ),
    };
  }
}

function item(
  { link, still, thumbnail, screenshot, text, older }: ArchivedLink,
  tags: ReadonlyMap<string, Tag>,
  root: string,
) {
  const title = link.title || link.url;
  const heading = still ? html`<a href="${root}${still}">${title}</a>` : title;
  const files = [
    screenshot && html`<a href="${root}${screenshot}">screenshot · 截图</a> `,
    text && html`<a href="${root}${text}">text · 正文</a> `,
    ...older.map((version) => html`<a href="${root}${version.still}">${version.date}</a> `),
  ].filter((each) => each !== undefined);
  return html`<li>${thumbnail ? html`<img src="${root}${thumbnail}" alt="" loading="lazy">` : ''}<div><p>${heading}</p>
<p class="about">${link.createdAt.slice(0, 10)} · <a href="${link.url}" rel="noopener noreferrer">${link.url}</a></p>
${link.tags.length > 0 ? html`<p class="tags">${link.tags.map((tag) => html`<a href="${root}${tags.get(tagKey(tag))?.file ?? 'tags'}.html">#${tag}</a>`)}</p>` : ''}${link.note ? html`<p class="note">${link.note}</p>` : ''}${files.length > 0 ? html`<p class="about">${files}</p>` : ''}</div></li>
`;
}

function page(title: string, root: string, body: ReturnType<typeof html>): string {
  return `${html`<!doctype html><html lang="mul"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; frame-src 'none'"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${raw(STYLE)}</style><h1>${title}</h1><nav><a href="${root}index.html">All · 全部</a><a href="${root}tags.html">Tags · 标签</a></nav>
${body}</html>`}\n`;
}
