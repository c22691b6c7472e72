import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import type { Context } from 'hono';
import { failureAnswer, resultAnswer } from './answers.ts';

/** The `:id` of the path; `not-found` when it cannot be one. */
export function idOf(context: Context): Result<string> {
  const id = context.req.param('id');
  return isId(id) ? ok(id) : fail('not-found');
}

/** What is asked about the `:id` of the path, or `not-found` without asking. */
export async function askOf<T>(
  context: Context,
  ask: (id: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const id = idOf(context);
  return id.ok ? await ask(id.value) : id;
}

/** The answer to what is asked about the `:id` of the path. */
export async function answerOf<T>(
  context: Context,
  ask: (id: string) => Promise<Result<T>>,
  status = 200,
): Promise<Response> {
  return resultAnswer(await askOf(context, ask), { status });
}

/** The answer about two records, `:id` and `:other`. */
export async function answerOfPair(
  context: Context,
  answer: (ids: readonly [string, string]) => Promise<Response>,
): Promise<Response> {
  const [id, other] = [context.req.param('id'), context.req.param('other')];
  return isId(id) && isId(other) ? await answer([id, other]) : failureAnswer(failure('not-found'));
}

/** An answer without words when it was done. */
export function doneAnswer(done: Result<unknown>): Response {
  return done.ok ? new Response(null, { status: 204 }) : failureAnswer(done.error);
}
