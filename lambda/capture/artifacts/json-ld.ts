/** What structured data says of the page's main thing. */
export type Described = {
  readonly headline?: string;
  readonly description?: string;
  readonly author?: string;
  readonly published?: string;
  readonly site?: string;
  readonly image?: string;
  readonly language?: string;
};

/** Kinds whose author and date are the page's. */
const MAIN =
  /^(\w*article|blogposting|\w*posting|report|webpage|\w*page|question|videoobject|podcastepisode|recipe|review|book|creativework|howto|course|softwaresourcecode|dataset|event|product)$/i;
const ARTICLE = /article|posting|report/i;
/** Things looked at in all blocks together: some shops list thousands. */
const NODES_MAX = 500;
const AUTHORS_MAX = 5;

type Node = Readonly<Record<string, unknown>>;

/** Reads the JSON-LD blocks of a page; what cannot be parsed is passed over. */
export function readJsonLd(blocks: readonly string[]): Described {
  const nodes: Node[] = [];
  for (const block of blocks) {
    try {
      // Line breaks inside strings are what hand-written blocks get wrong most.
      collect(JSON.parse(unwrapped(block).replace(/[\u0000-\u001f]+/g, ' ')), nodes);
    } catch {}
  }
  const byId = new Map(
    nodes.flatMap((node) => (typeof node['@id'] === 'string' ? [[node['@id'], node]] : [])),
  );
  const whole = (value: unknown): unknown => {
    const id = isNode(value) && value['@id'];
    return typeof id === 'string' && isNode(value) && Object.keys(value).length === 1
      ? (byId.get(id) ?? value)
      : value;
  };
  const main =
    nodes.find((node) => ARTICLE.test(typeOf(node))) ??
    nodes.find((node) => MAIN.test(typeOf(node))) ??
    // Baidu's own context names no type.
    nodes.find((node) => 'pubDate' in node || 'datePublished' in node);
  if (!main) return {};
  const website = nodes.find((node) => /^website$/i.test(typeOf(node)));
  const authors = listOf(main.author ?? main.creator)
    .map((author) => nameOf(whole(author)))
    .filter((name) => name !== undefined);
  const image = listOf(main.image ?? main.images ?? main.thumbnailUrl).map(whole)[0];
  return {
    ...text('headline', main.headline ?? main.title ?? main.name),
    ...text('description', main.description),
    ...text('author', [...new Set(authors)].slice(0, AUTHORS_MAX).join(', ')),
    ...text('published', main.datePublished ?? main.pubDate ?? main.uploadDate ?? main.dateCreated),
    ...text('site', nameOf(whole(main.publisher)) ?? (website && nameOf(website))),
    ...text('image', isNode(image) ? (image.url ?? image.contentUrl) : image),
    ...text('language', main.inLanguage),
  };
}

/** A block without the comments that templates put around scripts for browsers of the last century. */
function unwrapped(block: string): string {
  return block
    .replace(/^\s*(?:\/\/|\/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*\/)?/, '')
    .replace(/(?:\/\/|\/\*)?\s*(?:\]\]>|-->)\s*(?:\*\/)?\s*$/, '')
    .replace(/;\s*$/, '')
    .trim();
}

function collect(value: unknown, nodes: Node[], depth = 0): void {
  if (nodes.length >= NODES_MAX || depth > 6) return;
  if (Array.isArray(value)) for (const item of value) collect(item, nodes, depth + 1);
  else if (isNode(value)) {
    nodes.push(value);
    for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart'])
      if (key in value) collect(value[key], nodes, depth + 1);
  }
}

function typeOf(node: Node): string {
  return (
    listOf(node['@type'])
      .filter((type) => typeof type === 'string')[0]
      ?.toString()
      .replace(/^.*[/#]/, '') ?? ''
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function nameOf(value: unknown): string | undefined {
  const name = isNode(value) ? value.name : value;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

function text<K extends keyof Described>(name: K, value: unknown): { [key in K]?: string } {
  return (typeof value === 'string' && value.trim() !== '' ? { [name]: value.trim() } : {}) as {
    [key in K]?: string;
  };
}
