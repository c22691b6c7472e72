import { ERROR_TABLE, fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { Hono } from 'hono';
import type { Library } from '../library/library.ts';
import type { ViewLinks } from '../library/view-links.ts';
import { artifactAnswer } from './artifact-answer.ts';
import { ARTIFACT_HEADERS } from './artifact-headers.ts';
import { diffPage } from './diff-page.ts';
import { languageOf } from './language.ts';
import { isTab, snapshotPage, type Tab } from './snapshot-page.ts';
import { troublePage } from './trouble-page.ts';

export type ViewerParts = {
  readonly library: Library;
  readonly viewLinks: ViewLinks;
  /** Whether a request comes from somebody who may read everything. */
  readonly authenticate: (request: Request) => Promise<Result<unknown>>;
};

/** Text shown on the page, in bytes; the file has all of it. */
const SHOWN_TEXT_MAX_BYTES = 400_000;

/** The paths under a snapshot and the files behind them. */
export const ARTIFACT_PATHS: Readonly<
  Record<string, { readonly name: ArtifactName; readonly download?: true }>
> = {
  page: { name: 'still' },
  screenshot: { name: 'screenshot' },
  thumbnail: { name: 'thumbnail' },
  text: { name: 'text' },
  pdf: { name: 'pdf' },
  archive: { name: 'archive' },
  download: { name: 'still', download: true },
};

type Shown = { readonly snapshot: SnapshotAnswer; readonly title: string };

/** `/s/{id}` and the files under it, for whoever may see them. */
export function createViewer({ library, viewLinks, authenticate }: ViewerParts): Hono {
  const viewer = new Hono();

  /** A snapshot for this request: by its link for everybody, unless it is private or in the trash. */
  async function shown(request: Request, id: string): Promise<Result<Shown>> {
    if (!isId(id)) return fail('not-found');
    const snapshot = await library.snapshot(id);
    if (!snapshot.ok) return snapshot;
    const link = await library.link(snapshot.value.linkId);
    if (!link.ok && link.error.code !== 'not-found') return link;
    const isOwner = request.headers.has('authorization') && (await authenticate(request)).ok;
    if (link.ok && link.value.deletedAt !== undefined && !isOwner) return fail('not-found');
    if (snapshot.value.visibility === 'private' && !isOwner) {
      const view = new URL(request.url).searchParams.get('view');
      const signed = view === null ? ok(false) : await viewLinks.isValid(id, view);
      if (!signed.ok) return signed;
      if (!signed.value) return fail('unauthorized', 'This snapshot is private.');
    }
    return ok({ snapshot: snapshot.value, title: link.ok ? link.value.title : '' });
  }

  viewer.get('/:id', async ({ req }) => {
    const language = languageOf(req.header('accept-language') ?? null);
    const found = await shown(req.raw, req.param('id'));
    if (!found.ok) return await troublePage(language, found.error);
    const { snapshot, title } = found.value;
    const access = await accessOf(snapshot, req.query('view'));
    if (!access.ok) return await troublePage(language, access.error);
    const tab = tabOf(snapshot, req.query('show'));
    const text = tab === 'text' ? await library.text(snapshot.id, SHOWN_TEXT_MAX_BYTES) : ok(undefined);
    return await snapshotPage({
      language,
      snapshot,
      title,
      tab,
      access: access.value,
      ...(snapshot.progress ? { progress: snapshot.progress } : {}),
      ...(text.ok && text.value !== undefined ? { text: text.value } : {}),
    });
  });

  /** The page's own frames and pictures carry no token, so those of a private snapshot get a signed address. */
  async function accessOf(
    { visibility, id }: SnapshotAnswer,
    view: string | undefined,
  ): Promise<Result<string>> {
    if (visibility !== 'private') return ok('');
    const given = view === undefined ? ok(false) : await viewLinks.isValid(id, view);
    if (given.ok && given.value && view !== undefined) return ok(`?view=${encodeURIComponent(view)}`);
    const signed = await viewLinks.sign(id);
    return signed.ok ? ok(`?view=${signed.value.view}`) : signed;
  }

  /** Both versions, for a request that may see both. */
  async function pairFor(request: Request, id: string, other: string): Promise<Result<[Shown, Shown]>> {
    const one = await shown(request, id);
    if (!one.ok) return one;
    const two = await shown(request, other);
    return two.ok ? ok([one.value, two.value]) : two;
  }

  viewer.get('/:id/diff/:other', async ({ req }) => {
    const language = languageOf(req.header('accept-language') ?? null);
    const pair = await pairFor(req.raw, req.param('id'), req.param('other'));
    if (!pair.ok) return await troublePage(language, pair.error);
    const [one, two] = pair.value;
    const diff = await library.diff([one.snapshot.id, two.snapshot.id]);
    if (!diff.ok) return await troublePage(language, diff.error);
    const isInOrder = diff.value.older === one.snapshot.id;
    const [older, newer] = isInOrder ? [one.snapshot, two.snapshot] : [two.snapshot, one.snapshot];
    return await diffPage({ language, title: one.title, older, newer, diff: diff.value });
  });

  viewer.get('/:id/diff/:other/picture', async ({ req }) => {
    const pair = await pairFor(req.raw, req.param('id'), req.param('other'));
    if (!pair.ok) return artifactFailure(pair);
    const [one, two] = pair.value;
    const picture = await library.diffPicture([one.snapshot.id, two.snapshot.id]);
    if (!picture.ok) return artifactFailure(picture);
    return new Response(Buffer.from(picture.value), {
      headers: { ...ARTIFACT_HEADERS, 'content-type': 'image/webp' },
    });
  });

  viewer.get('/:id/:path', async ({ req }) => {
    const asked = ARTIFACT_PATHS[req.param('path')];
    const found = asked ? await shown(req.raw, req.param('id')) : fail('not-found');
    if (!found.ok || !asked) return artifactFailure(found.ok ? fail('not-found') : found);
    const { snapshot } = found.value;
    const answer = await artifactAnswer(req.raw, {
      snapshot,
      name: asked.name,
      download: asked.download ?? false,
      open: () => library.openArtifact(snapshot.id, asked.name),
    });
    return answer.ok ? answer.value : artifactFailure(answer);
  });

  return viewer;
}

function tabOf({ artifacts }: SnapshotAnswer, asked: string | undefined): Tab {
  if (isTab(asked) && artifacts[asked]) return asked;
  return artifacts.still || !artifacts.screenshot ? 'still' : 'screenshot';
}

/** A failure under an artifact's address has an artifact's headers: no path here is without them. */
function artifactFailure({
  error,
}: {
  error: { code: keyof typeof ERROR_TABLE; message: string; retryable: boolean };
}): Response {
  const { code, message, retryable } = error;
  return new Response(JSON.stringify({ error: { code, message, retryable } }), {
    status: ERROR_TABLE[code].status,
    headers: {
      ...ARTIFACT_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    },
  });
}
