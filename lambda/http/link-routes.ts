import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { linkPatchSchema, linksQuerySchema } from '@stillpage/shared/schemas/link.ts';
import type { Hono } from 'hono';
import type { Library } from '../library/library.ts';
import { failureAnswer, resultAnswer } from './answers.ts';
import { answerOf, askOf } from './path-ids.ts';
import { parseBody, parseQuery } from './request-body.ts';
import { bulkRequestSchema, changesQuerySchema } from './requests.ts';

/** `/links`, the trash they go to and the feed of their changes. */
export function addLinkRoutes(app: Hono, library: Library): void {
  app.get('/links', async (context) => {
    const query = parseQuery(context.req.raw, linksQuerySchema);
    return resultAnswer(query.ok ? await library.links(query.value) : query);
  });
  app.post('/links/bulk', async ({ req }) => {
    const request = await parseBody(req.raw, bulkRequestSchema);
    return resultAnswer(request.ok ? await library.changeLinks(request.value.ids, request.value) : request);
  });
  app.get('/links/:id', async (context) => linkAnswer(await askOf(context, (id) => library.link(id))));
  app.patch('/links/:id', async (context) => {
    const rev = revOf(context.req.header('if-match'));
    if (!rev.ok) return failureAnswer(rev.error);
    const patch = await parseBody(context.req.raw, linkPatchSchema);
    if (!patch.ok) return failureAnswer(patch.error);
    return linkAnswer(await askOf(context, (id) => library.editLink(id, patch.value, rev.value)));
  });
  app.delete('/links/:id', async (context) =>
    linkAnswer(await askOf(context, (id) => library.deleteLink(id))),
  );
  app.post('/links/:id/restore', async (context) =>
    linkAnswer(await askOf(context, (id) => library.restoreLink(id))),
  );
  app.get('/links/:id/versions', (context) =>
    answerOf(context, async (id) => {
      const found = await library.versions(id);
      return found.ok ? ok({ versions: found.value }) : found;
    }),
  );
  app.delete('/trash', async ({ req }) => {
    const purged = await library.purgeTrash(new Date(), req.raw.signal);
    return resultAnswer(purged.ok ? ok({ purged: purged.value }) : purged);
  });
  app.get('/changes', async (context) => {
    const query = parseQuery(context.req.raw, changesQuerySchema);
    return resultAnswer(query.ok ? await library.changes(query.value.since) : query);
  });
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
