import { type Failure, fail, failure, ok, type Result, StillpageError } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import { linkPatchSchema, linksQuerySchema } from '@stillpage/shared/schemas/link.ts';
import { saveRequestSchema } from '@stillpage/shared/schemas/snapshot.ts';
import { suggestRequestSchema } from '@stillpage/shared/schemas/suggest.ts';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { DailyCaptures } from '../library/daily-captures.ts';
import type { Library } from '../library/library.ts';
import type { Log } from '../library/log.ts';
import type { TokenHolder, Tokens } from '../library/tokens.ts';
import type { ViewLinks } from '../library/view-links.ts';
import { STILLPAGE_VERSION } from '../version.ts';
import { tokensPage } from '../viewer/access-page.ts';
import { ARTIFACT_HEADERS } from '../viewer/artifact-headers.ts';
import { iconAnswer } from '../viewer/page.ts';
import { createViewer } from '../viewer/viewer.ts';
import { welcomePage } from '../viewer/welcome-page.ts';
import { failureAnswer, jsonAnswer, resultAnswer } from './answers.ts';
import { createAuthentication } from './authentication.ts';
import { createCaptureAdmission } from './capture-admission.ts';
import { noteClientAddress } from './client-address.ts';
import { defaultHeaders } from './default-headers.ts';
import { addImportExport } from './import-export.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { openApiDocument } from './open-api.ts';
import { queryObject, strayParameter } from './query-strings.ts';
import { checked, parseBody } from './request-body.ts';
import { bulkRequestSchema, changesQuerySchema, snapshotQuerySchema, tagPatchSchema } from './requests.ts';
import { scopesFor } from './route-scopes.ts';
import { addTokenRoutes } from './token-routes.ts';

export type AppParts = {
  readonly library: Library;
  readonly tokens: Tokens;
  readonly viewLinks: ViewLinks;
  /** Version of the browser that captures, once it is known. */
  readonly chromium: () => string | undefined;
  /** Counts the captures of a day; without it a day has no cap. */
  readonly dailyCaptures?: DailyCaptures;
  readonly limits?: Limits;
  /** Address that new connect strings name; without one they name what the asker's request named. */
  readonly base?: string;
  readonly log: Log;
};

/** The whole backend as one function of web-standard requests: API, viewer and the page at `/`. */
export type App = {
  /** `clientAddress` as the connection or the platform tells it. */
  fetch(request: Request, clientAddress?: string): Promise<Response>;
};

/** How long a browser may remember that it may ask, in seconds. */
const PREFLIGHT_MAX_AGE_S = 7200;

/** Builds the application over an open library. */
export function createApp({
  library,
  tokens,
  viewLinks,
  chromium,
  dailyCaptures,
  limits = DEFAULT_LIMITS,
  base,
  log,
}: AppParts): App {
  const app = new Hono({ strict: true });
  const authenticate = createAuthentication(tokens, limits);
  const holders = new WeakMap<Request, TokenHolder>();
  const admit = createCaptureAdmission(limits, dailyCaptures);
  const admitFor = (request: Request) => admit(holders.get(request));

  app.use(defaultHeaders());
  app.use(
    cors({
      origin: '*',
      allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: ['Authorization', 'Content-Type', 'If-Match'],
      exposeHeaders: ['ETag', 'Retry-After'],
      maxAge: PREFLIGHT_MAX_AGE_S,
    }),
  );
  app.use(async (context, next) => {
    const scopes = scopesFor(context.req.method, context.req.path);
    if (scopes.length === 0) return await next();
    const allowed = await authenticate(context.req.raw, scopes);
    if (!allowed.ok) return failureAnswer(allowed.error);
    holders.set(context.req.raw, allowed.value);
    const stray = strayParameter(context.req.method, new URL(context.req.url));
    if (stray !== undefined)
      return failureAnswer(
        failure('invalid-request', `This call takes no parameter ${JSON.stringify(stray.slice(0, 100))}.`),
      );
    return await next();
  });
  app.onError((error) => {
    if (error instanceof StillpageError) return failureAnswer(error.failure);
    log(`error: ${error.stack ?? error.message}`);
    return failureAnswer(failure('internal'));
  });
  app.notFound(() => failureAnswer(failure('not-found')));

  app.get('/', (context) => welcomePage(context.req.raw));
  app.get('/access', (context) => tokensPage(context.req.raw));
  app.get('/icon.svg', () => iconAnswer());
  app.get('/health', () => {
    const version = chromium();
    return jsonAnswer({
      status: 'ok',
      version: STILLPAGE_VERSION,
      ...(version ? { chromium: version } : {}),
    });
  });
  app.get('/openapi.json', () => jsonAnswer(openApiDocument()));

  app.post('/snapshots', async ({ req }) => {
    const request = await parseBody(req.raw, saveRequestSchema);
    if (!request.ok) return failureAnswer(request.error);
    const { id, source } = request.value;
    // Asking again for what was accepted costs nothing; a page that its browser uploads needs no browser of ours.
    const isKnown = id !== undefined && (await library.snapshot(id)).ok;
    const admitted = isKnown || source === 'browser' ? ok(undefined) : await admitFor(req.raw);
    return resultAnswer(admitted.ok ? await library.save(request.value) : admitted, { status: 202 });
  });
  app.get('/snapshots/:id', async (context) => {
    const id = idOf(context);
    const query = checked(snapshotQuerySchema, queryObject(new URL(context.req.url)));
    if (!id.ok) return failureAnswer(id.error);
    if (!query.ok) return failureAnswer(query.error);
    if (query.value.wait === 0) return resultAnswer(await library.snapshot(id.value));
    const patience = AbortSignal.timeout(query.value.wait * 1000);
    const signal = AbortSignal.any([patience, context.req.raw.signal]);
    return resultAnswer(await library.settledSnapshot(id.value, signal));
  });
  app.post('/snapshots/:id/upload', (context) => withId(context, (id) => library.uploads.target(id)));
  app.put('/snapshots/:id/content', async (context) => {
    const received = await linkOf(context, (id) =>
      library.uploads.receive(id, context.req.raw.body ?? new Blob([]).stream()),
    );
    return received.ok ? new Response(null, { status: 204 }) : failureAnswer(received.error);
  });
  app.post('/snapshots/:id/content', (context) => withId(context, (id) => library.uploads.take(id)));
  app.post('/snapshots/:id/retry', (context) =>
    withId(
      context,
      async (id) => {
        const admitted = await admitFor(context.req.raw);
        return admitted.ok ? await library.retry(id) : admitted;
      },
      202,
    ),
  );
  app.post('/snapshots/:id/view-link', (context) =>
    withId(context, async (id) => {
      const snapshot = await library.snapshot(id);
      const signed = snapshot.ok ? await viewLinks.sign(id) : snapshot;
      if (!snapshot.ok || !signed.ok) return signed as { ok: false; error: Failure };
      const { view, expires } = signed.value;
      return ok({ link: `${snapshot.value.link}?view=${view}`, expiresAt: new Date(expires).toISOString() });
    }),
  );
  app.delete('/view-links', async () => {
    const revoked = await viewLinks.revokeAll();
    return revoked.ok ? new Response(null, { status: 204 }) : failureAnswer(revoked.error);
  });
  app.delete('/snapshots/:id', (context) => withId(context, (id) => library.deleteSnapshot(id)));

  app.get('/links', async (context) => {
    const query = checked(linksQuerySchema, queryObject(new URL(context.req.url)));
    return resultAnswer(query.ok ? await library.links(query.value) : query);
  });
  app.post('/links/bulk', async ({ req }) => {
    const request = await parseBody(req.raw, bulkRequestSchema);
    return resultAnswer(request.ok ? await library.changeLinks(request.value.ids, request.value) : request);
  });
  app.get('/links/:id', async (context) => linkAnswer(await linkOf(context, (id) => library.link(id))));
  app.patch('/links/:id', async (context) => {
    const rev = revOf(context.req.header('if-match'));
    if (!rev.ok) return failureAnswer(rev.error);
    const patch = await parseBody(context.req.raw, linkPatchSchema);
    if (!patch.ok) return failureAnswer(patch.error);
    return linkAnswer(await linkOf(context, (id) => library.editLink(id, patch.value, rev.value)));
  });
  app.delete('/links/:id', async (context) =>
    linkAnswer(await linkOf(context, (id) => library.deleteLink(id))),
  );
  app.get('/links/:id/versions', (context) =>
    withId(context, async (id) => {
      const found = await library.versions(id);
      return found.ok ? ok({ versions: found.value }) : found;
    }),
  );
  app.get('/snapshots/:id/diff/:other', (context) =>
    withPair(context, async (ids) => resultAnswer(await library.diff(ids))),
  );
  app.get('/snapshots/:id/diff/:other/picture', (context) =>
    withPair(context, async (ids) => {
      const picture = await library.diffPicture(ids);
      return picture.ok
        ? new Response(Buffer.from(picture.value), {
            headers: { ...ARTIFACT_HEADERS, 'content-type': 'image/webp' },
          })
        : failureAnswer(picture.error);
    }),
  );
  app.post('/links/:id/restore', async (context) =>
    linkAnswer(await linkOf(context, (id) => library.restoreLink(id))),
  );

  app.delete('/trash', async ({ req }) => {
    const purged = await library.purgeTrash(new Date(), req.raw.signal);
    return resultAnswer(purged.ok ? ok({ purged: purged.value }) : purged);
  });

  addImportExport(app, library, async (request) => (await admitFor(request)).ok);
  addTokenRoutes(app, { tokens, holderOf: (request) => holders.get(request), base });

  app.get('/tags', async () => {
    const tags = await library.tags();
    return resultAnswer(tags.ok ? ok({ tags: tags.value }) : tags);
  });
  app.post('/tags/suggest', async ({ req }) => {
    const query = await parseBody(req.raw, suggestRequestSchema);
    const tags = query.ok ? await library.suggestTags(query.value) : query;
    return resultAnswer(tags.ok ? ok({ tags: tags.value }) : tags);
  });
  app.patch('/tags/:tag{.+}', async (context) => {
    const patch = await parseBody(context.req.raw, tagPatchSchema);
    const changed = patch.ok ? await library.renameTag(context.req.param('tag'), patch.value.tag) : patch;
    return resultAnswer(changed.ok ? ok({ changed: changed.value }) : changed);
  });
  app.get('/changes', async (context) => {
    const query = checked(changesQuerySchema, queryObject(new URL(context.req.url)));
    return resultAnswer(query.ok ? await library.changes(query.value.since) : query);
  });

  app.route(
    '/s',
    createViewer({ library, viewLinks, authenticate: (request) => authenticate(request, ['read']) }),
  );

  return {
    async fetch(request, clientAddress) {
      noteClientAddress(request, clientAddress);
      return await app.fetch(request);
    },
  };
}

function idOf(context: Context): Result<string> {
  const id = context.req.param('id');
  return isId(id) ? ok(id) : fail('not-found');
}

async function linkOf<T>(context: Context, ask: (id: string) => Promise<Result<T>>): Promise<Result<T>> {
  const id = idOf(context);
  return id.ok ? await ask(id.value) : id;
}

async function withId<T>(
  context: Context,
  ask: (id: string) => Promise<Result<T>>,
  status = 200,
): Promise<Response> {
  return resultAnswer(await linkOf(context, ask), { status });
}

async function withPair(
  context: Context,
  answer: (ids: readonly [string, string]) => Promise<Response>,
): Promise<Response> {
  const [id, other] = [context.req.param('id'), context.req.param('other')];
  return isId(id) && isId(other) ? await answer([id, other]) : failureAnswer(failure('not-found'));
}

function linkAnswer<T extends { rev: number }>(result: Result<T>): Response {
  return resultAnswer(result, { headers: ({ rev }) => ({ etag: `"${rev}"` }) });
}

/** The revision in an If-Match header: `"3"`, `W/"3"`, `3` or `*`. */
function revOf(header: string | undefined): Result<number | '*'> {
  if (header?.trim() === '*') return ok('*');
  const rev = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header?.trim() ?? '')?.[1];
  return rev === undefined
    ? fail('invalid-request', 'If-Match must name the revision that was seen, as in If-Match: "3".')
    : ok(Number(rev));
}
