import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { LINKS_PAGE_MAX, type LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { parseTags } from '@stillpage/shared/tags.ts';
import { type Backend, openBackend } from './backend.ts';
import { parseAllowedNetworks } from './capture.ts';
import { libraryFolder } from './folder.ts';
import { followCapture } from './follow-capture.ts';
import { printable, progressLine, say, sayFailure, type Voice } from './terminal.ts';

export type LibraryFlags = Voice & { readonly folder?: string };
export type SaveFlags = LibraryFlags & {
  readonly tag: readonly string[];
  readonly title?: string;
  readonly note?: string;
  readonly private?: boolean;
  readonly wait: boolean;
  readonly allowNetwork: readonly string[];
};

/** `stillpage save URL`: into the library; prints the link as soon as the save is kept, then follows the capture. */
export async function saveToLibrary(input: string, flags: SaveFlags, signal: AbortSignal): Promise<void> {
  const url = parsePageUrl(input);
  if (!url.ok) return sayFailure(flags, url.error);
  const tags = parseTags(flags.tag);
  if (!tags.ok) return sayFailure(flags, tags.error);
  const networks = parseAllowedNetworks(flags.allowNetwork);
  if (!networks.ok) return sayFailure(flags, networks.error);
  await withBackend(flags, { signal, captures: { allowNetwork: networks.value } }, async ({ client }) => {
    const saved = await client.save({
      id: newSnapshotId(),
      url: url.value.href,
      tags: tags.value,
      ...(flags.title ? { title: flags.title } : {}),
      ...(flags.note ? { note: flags.note } : {}),
      visibility: flags.private ? 'private' : 'link',
    });
    if (!saved.ok) return saved;
    if (!flags.json) say(flags, saved.value.link, undefined);
    if (!flags.wait) {
      if (flags.json) say(flags, '', saved.value);
      return ok(undefined);
    }
    const progress = progressLine(flags);
    const ended = await followCapture(client, saved.value.id, progress.show, signal);
    progress.end();
    if (!ended.ok) return ended;
    if (ended.value.status === 'failed' && ended.value.error) {
      const { code, message } = ended.value.error;
      return fail(code, `${message} The link and its tags are kept: ${saved.value.link}`);
    }
    if (flags.json) say(flags, '', ended.value);
    else if (ended.value.wall)
      process.stderr.write(`  This looks like a ${ended.value.wall} wall instead of the page.\n`);
    else if (ended.value.status === 'partial')
      process.stderr.write(`  Saved, but ${ended.value.omissions.length} things are missing.\n`);
    return ok(undefined);
  });
}

export type ListFlags = LibraryFlags & {
  readonly tag: readonly string[];
  readonly q?: string;
  readonly limit?: string;
};

/** `stillpage list`: newest first, or by relevance with `--q`. */
export async function listLibrary(flags: ListFlags, signal: AbortSignal): Promise<void> {
  const limit = flags.limit === undefined ? undefined : Number(flags.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= LINKS_PAGE_MAX))
    return sayFailure(
      flags,
      failure('invalid-request', `--limit takes a number from 1 to ${LINKS_PAGE_MAX}.`),
    );
  await withBackend(flags, { signal }, async ({ client }) => {
    const page = await client.links({
      tag: flags.tag,
      ...(flags.q === undefined ? {} : { q: flags.q }),
      ...(limit === undefined ? {} : { limit }),
    });
    if (!page.ok) return page;
    const { indexing } = page.value;
    if (indexing && !flags.json)
      process.stderr.write(
        `  The index is being built: ${indexing.done} of ${indexing.of} links are known so far.\n`,
      );
    say(flags, page.value.links.map(linkLines).join('\n') || 'Nothing found.', page.value);
    return ok(undefined);
  });
}

function linkLines(link: LinkAnswer): string {
  const tags = link.tags.map((tag) => `#${tag}`).join(' ');
  const state = link.snapshot && link.snapshot.status !== 'done' ? `  (${link.snapshot.status})` : '';
  return [
    `${link.updatedAt.slice(0, 10)}  ${printable(link.title || link.url)}${state}`,
    `            ${link.url}`,
    ...(link.link ? [`            ${link.link}`] : []),
    ...(tags ? [`            ${printable(tags)}`] : []),
  ].join('\n');
}

async function withBackend(
  flags: LibraryFlags,
  options: Omit<Parameters<typeof openBackend>[1], 'log'>,
  run: (backend: Backend) => Promise<Result<undefined>>,
): Promise<void> {
  const log = flags.json ? () => {} : (line: string) => process.stderr.write(`  ${line}\n`);
  const backend = await openBackend(libraryFolder(flags.folder), { ...options, log });
  if (!backend.ok) return sayFailure(flags, backend.error);
  try {
    const result = await run(backend.value);
    if (!result.ok) sayFailure(flags, result.error);
  } finally {
    await backend.value.close();
  }
}
