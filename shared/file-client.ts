import type { Connection } from './connect-string.ts';
import { fail, isErrorCode, ok, type Result } from './errors.ts';
import type { ExportFormat, ImportFormat, ImportLine, ImportReport } from './schemas/import.ts';

/** The two calls of the API whose bodies are files of any length; the others are in `client.ts`. */

export type ImportRequest = {
  readonly format?: ImportFormat;
  readonly tag?: readonly string[];
  readonly folders?: 'tags' | 'ignore';
  readonly capture?: boolean;
};

/**
 * Sends a file of bookmarks and follows its import. `connection-failed`: no answer came, or it was cut off; what had
 * been taken by then is kept, and the same file may be sent again.
 */
export async function importFile(
  connection: Connection,
  file: Blob,
  request: ImportRequest,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (read: number) => void } = {},
): Promise<Result<ImportReport>> {
  const opened = await open(connection, 'POST', '/import', queryOf(request), signal, file);
  if (!opened.ok) return opened;
  let ended: Result<ImportReport> | undefined;
  try {
    for await (const line of linesOf(opened.value)) {
      if ('progress' in line) onProgress?.(line.progress.read);
      else if ('report' in line) ended = ok(line.report);
      else
        ended = isErrorCode(line.error.code) ? fail(line.error.code, line.error.message) : fail('internal');
    }
  } catch {
    return fail('connection-failed', `${connection.base} went away; the same file can be given again.`);
  }
  return ended ?? fail('connection-failed', `${connection.base} ended the answer too early.`);
}

/** All links as one file, to be read by pieces; a body that ends in an error is not whole. */
export async function exportFile(
  connection: Connection,
  request: { readonly format?: ExportFormat; readonly tag?: readonly string[] },
  signal?: AbortSignal,
): Promise<Result<ReadableStream<Uint8Array>>> {
  return await open(connection, 'GET', '/export', queryOf(request), signal);
}

async function open(
  { base, token }: Connection,
  method: string,
  path: string,
  query: URLSearchParams,
  signal: AbortSignal | undefined,
  body?: Blob,
): Promise<Result<ReadableStream<Uint8Array>>> {
  let response: Response;
  try {
    response = await fetch(`${base}${path}?${query}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch {
    return fail('connection-failed', `No answer from ${base}.`);
  }
  if (response.ok && response.body) return ok(response.body);
  const answer = (await response.json().catch(() => undefined)) as {
    error?: { code?: unknown; message?: string };
  };
  const code = answer?.error?.code;
  return isErrorCode(code)
    ? fail(code, answer.error?.message)
    : fail('internal', `${base} answered ${response.status}, but not as a Stillpage does.`);
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ImportLine> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as ImportLine;
  }
}

function queryOf(request: object): URLSearchParams {
  const pairs = Object.entries(request).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
  );
  return new URLSearchParams(pairs);
}
