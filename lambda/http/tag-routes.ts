import { ok } from '@stillpage/shared/errors.ts';
import { suggestRequestSchema } from '@stillpage/shared/schemas/suggest.ts';
import type { Hono } from 'hono';
import type { Library } from '../library/library.ts';
import { resultAnswer } from './answers.ts';
import { parseBody } from './request-body.ts';
import { tagPatchSchema } from './requests.ts';

/** `/tags`: their counts, those that a page suggests, and other names for them. */
export function addTagRoutes(app: Hono, library: Library): void {
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
}
