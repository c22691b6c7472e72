import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';

/** Largest PDF kept, in bytes. */
const PDF_MAX_BYTES = 60_000_000;

/** The page as it prints, on A4 with backgrounds. */
export async function printPdf(session: CDPSession): Promise<CapturedArtifact> {
  const { stream } = await session.send('Page.printToPDF', {
    printBackground: true,
    preferCSSPageSize: true,
    paperWidth: 8.27,
    paperHeight: 11.69,
    transferMode: 'ReturnAsStream',
  });
  if (!stream) throw new Error('Chromium printed nothing.');
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = await session.send('IO.read', { handle: stream, size: 1 << 20 });
    const bytes = Buffer.from(part.data, part.base64Encoded ? 'base64' : 'utf8');
    size += bytes.length;
    if (size > PDF_MAX_BYTES) throw new Error(`The PDF is larger than ${PDF_MAX_BYTES / 1_000_000} MB.`);
    chunks.push(bytes);
    if (part.eof) break;
  }
  await session.send('IO.close', { handle: stream });
  return { name: 'pdf', type: 'application/pdf', bytes: Buffer.concat(chunks) };
}
