import { Readable } from 'node:stream';
import { failure, ok, type Result, StillpageError } from '@stillpage/shared/errors.ts';
import {
  exportQuerySchema,
  IMPORT_MAX_BYTES,
  type ImportLine,
  importQuerySchema,
} from '@stillpage/shared/schemas/import.ts';
import type { Hono } from 'hono';
import { exportForm } from '../library/export/write-links.ts';
import type { Library } from '../library/library.ts';
import { failureAnswer } from './answers.ts';
import { parseQuery } from './request-body.ts';
import { spooledText } from './spool.ts';

/** Least time between two lines of progress, in milliseconds. */
const PROGRESS_EVERY_MS = 500;

/** The two routes whose bodies are files: both are read and written by pieces. */
export function addImportExport(
  app: Hono,
  library: Library,
  mayCapture: (request: Request) => Promise<boolean>,
): void {
  app.post('/import', ({ req }) => {
    const query = parseQuery(req.raw, importQuerySchema);
    if (!query.ok) return failureAnswer(query.error);
    if (Number(req.header('content-length') ?? 0) > IMPORT_MAX_BYTES)
      return failureAnswer(
        failure('too-large', `A file of bookmarks has at most ${IMPORT_MAX_BYTES} bytes.`),
      );
    const signal = req.raw.signal;
    return lines(async (tell) => {
      let told = Date.now();
      const onProgress = (read: number) => {
        if (Date.now() - told < PROGRESS_EVERY_MS) return;
        told = Date.now();
        tell({ progress: { read } });
      };
      const imported = await library.importFile(spooledText(req.raw, IMPORT_MAX_BYTES), query.value, {
        signal,
        onProgress,
        mayCapture: () => mayCapture(req.raw),
      });
      return imported.ok ? ok({ report: imported.value }) : imported;
    });
  });

  app.get('/export', ({ req }) => {
    const query = parseQuery(req.raw, exportQuerySchema);
    if (!query.ok) return failureAnswer(query.error);
    const { type, file } = exportForm(query.value.format);
    const text = Readable.from(library.exportLinks(query.value), { objectMode: false });
    const body = Readable.toWeb(text) as ReadableStream<Uint8Array>;
    return new Response(body, {
      headers: {
        'content-type': type,
        'content-disposition': `attachment; filename="${file}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        // Somebody's own notes, opened as a page: as little may happen there as in a still.
        'content-security-policy': "sandbox; default-src 'none'",
      },
    });
  });
}

/** An answer of one JSON object a line, the last of which says how it ended. */
function lines(run: (tell: (line: ImportLine) => void) => Promise<Result<ImportLine>>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const tell = (line: ImportLine) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      try {
        const ended = await run(tell);
        tell(ended.ok ? ended.value : { error: ended.error });
        controller.close();
      } catch (error) {
        if (!(error instanceof StillpageError)) return controller.error(error);
        tell({ error: error.failure });
        controller.close();
      }
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
