import { type Failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { saveRequestSchema } from '@stillpage/shared/schemas/snapshot.ts';
import type { Hono } from 'hono';
import type { Library } from '../library/library.ts';
import type { ViewLinks } from '../library/view-links.ts';
import { ARTIFACT_HEADERS } from '../viewer/artifact-headers.ts';
import { failureAnswer, resultAnswer } from './answers.ts';
import { answerOf, answerOfPair, askOf, doneAnswer, idOf } from './path-ids.ts';
import { parseBody, parseQuery } from './request-body.ts';
import { snapshotQuerySchema } from './requests.ts';

export type SnapshotRoutesParts = {
  readonly library: Library;
  readonly viewLinks: ViewLinks;
  /** Whether whoever asks may have another page captured now. */
  readonly admit: (request: Request) => Promise<Result<void>>;
};

/** `/snapshots`: saving, how it went, the page a browser uploads, view links, and what two versions differ in. */
export function addSnapshotRoutes(app: Hono, { library, viewLinks, admit }: SnapshotRoutesParts): void {
  app.post('/snapshots', async ({ req }) => {
    const request = await parseBody(req.raw, saveRequestSchema);
    if (!request.ok) return failureAnswer(request.error);
    const { id, source } = request.value;
    // Asking again for what was accepted costs nothing; a page that its browser uploads needs no browser of ours.
    const isKnown = id !== undefined && (await library.snapshot(id)).ok;
    const admitted = isKnown || source === 'browser' ? ok(undefined) : await admit(req.raw);
    return resultAnswer(admitted.ok ? await library.save(request.value) : admitted, { status: 202 });
  });
  app.get('/snapshots/:id', async (context) => {
    const id = idOf(context);
    const query = parseQuery(context.req.raw, snapshotQuerySchema);
    if (!id.ok) return failureAnswer(id.error);
    if (!query.ok) return failureAnswer(query.error);
    if (query.value.wait === 0) return resultAnswer(await library.snapshot(id.value));
    const patience = AbortSignal.timeout(query.value.wait * 1000);
    const signal = AbortSignal.any([patience, context.req.raw.signal]);
    return resultAnswer(await library.settledSnapshot(id.value, signal));
  });
  app.delete('/snapshots/:id', (context) => answerOf(context, (id) => library.deleteSnapshot(id)));
  app.post('/snapshots/:id/retry', (context) =>
    answerOf(
      context,
      async (id) => {
        const admitted = await admit(context.req.raw);
        return admitted.ok ? await library.retry(id) : admitted;
      },
      202,
    ),
  );

  app.post('/snapshots/:id/upload', (context) => answerOf(context, (id) => library.uploads.target(id)));
  app.put('/snapshots/:id/content', async (context) => {
    const body = context.req.raw.body ?? new Blob([]).stream();
    return doneAnswer(await askOf(context, (id) => library.uploads.receive(id, body)));
  });
  app.post('/snapshots/:id/content', (context) => answerOf(context, (id) => library.uploads.take(id)));

  app.post('/snapshots/:id/view-link', (context) =>
    answerOf(context, async (id) => {
      const snapshot = await library.snapshot(id);
      const signed = snapshot.ok ? await viewLinks.sign(id) : snapshot;
      if (!snapshot.ok || !signed.ok) return signed as { ok: false; error: Failure };
      const { view, expires } = signed.value;
      return ok({ link: `${snapshot.value.link}?view=${view}`, expiresAt: new Date(expires).toISOString() });
    }),
  );
  app.delete('/view-links', async () => doneAnswer(await viewLinks.revokeAll()));

  app.get('/snapshots/:id/diff/:other', (context) =>
    answerOfPair(context, async (ids) => resultAnswer(await library.diff(ids))),
  );
  app.get('/snapshots/:id/diff/:other/picture', (context) =>
    answerOfPair(context, async (ids) => {
      const picture = await library.diffPicture(ids);
      if (!picture.ok) return failureAnswer(picture.error);
      const headers = { ...ARTIFACT_HEADERS, 'content-type': 'image/webp' };
      return new Response(Buffer.from(picture.value), { headers });
    }),
  );
}
