import { failure, StillpageError } from '@stillpage/shared/errors.ts';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { DailyCaptures } from '../library/daily-captures.ts';
import type { Library } from '../library/library.ts';
import type { Log } from '../library/log.ts';
import type { TokenHolder, Tokens } from '../library/tokens.ts';
import type { ViewLinks } from '../library/view-links.ts';
import { STILLPAGE_VERSION } from '../version.ts';
import { tokensPage } from '../viewer/access-page.ts';
import { iconAnswer } from '../viewer/page.ts';
import { createViewer } from '../viewer/viewer.ts';
import { welcomePage } from '../viewer/welcome-page.ts';
import { failureAnswer, jsonAnswer } from './answers.ts';
import { createAuthentication } from './authentication.ts';
import { createCaptureAdmission } from './capture-admission.ts';
import { noteClientAddress } from './client-address.ts';
import { defaultHeaders } from './default-headers.ts';
import { addImportExport } from './import-export.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { addLinkRoutes } from './link-routes.ts';
import { openApiDocument } from './open-api.ts';
import { strayParameter } from './query-strings.ts';
import { scopesFor } from './route-scopes.ts';
import { addSnapshotRoutes } from './snapshot-routes.ts';
import { addTagRoutes } from './tag-routes.ts';
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

  addSnapshotRoutes(app, { library, viewLinks, admit: admitFor });
  addLinkRoutes(app, library);
  addTagRoutes(app, library);
  addImportExport(app, library, async (request) => (await admitFor(request)).ok);
  addTokenRoutes(app, { tokens, holderOf: (request) => holders.get(request), base });
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
