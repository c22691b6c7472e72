import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { BODY_MAX_BYTES } from '@stillpage/shared/schemas/snapshot.ts';
import type { z } from 'zod';
import { queryObject } from './query-strings.ts';

/** Reads and checks a JSON body of at most 64 KiB; stops reading at the limit, whatever length was announced. */
export async function parseBody<T>(request: Request, schema: z.ZodType<T>): Promise<Result<T>> {
  const bytes = await readBody(request);
  if (!bytes.ok) return bytes;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return fail('invalid-request', 'The body is not JSON in UTF-8.');
  }
  return checked(schema, json);
}

/** Checks a query string, as `parseBody` does a body. */
export function parseQuery<T>({ url }: Request, schema: z.ZodType<T>): Result<T> {
  return checked(schema, queryObject(new URL(url)));
}

/** What a schema makes of a value, or `invalid-request` that names the first thing wrong with it. */
function checked<T>(schema: z.ZodType<T>, value: unknown): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.');
  return fail(
    'invalid-request',
    `${where ? `${where}: ` : ''}${issue?.message ?? 'not valid'}`.slice(0, 500),
  );
}

async function readBody(request: Request): Promise<Result<Uint8Array>> {
  const tooLarge = () => fail('too-large', `A body has at most ${BODY_MAX_BYTES} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > BODY_MAX_BYTES) return tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > BODY_MAX_BYTES) return tooLarge();
      chunks.push(chunk);
    }
  } catch {
    return fail('invalid-request', 'The body ended early.');
  }
  return ok(Buffer.concat(chunks));
}
