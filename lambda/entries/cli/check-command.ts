import { readFile } from 'node:fs/promises';
import { ERROR_TABLE, failure } from '@stillpage/shared/errors.ts';
import { readProvenance } from '../../capture/freeze/provenance.ts';
import { printable, say, sayFailure, type Voice } from './terminal.ts';

/**
 * `stillpage check FILE`: where a still is from, and whether the file is as it was made. Exits with `conflict` when
 * somebody changed it, with `unsupported-content` when it is no still.
 */
export async function checkStill(file: string, flags: Voice): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return sayFailure(flags, failure('not-found', `${file} cannot be read: ${(error as Error).message}`));
  }
  const found = readProvenance(bytes);
  if (!found)
    return sayFailure(flags, failure('unsupported-content', `${file} is not a still of Stillpage.`));
  const { source, url, captured, status, version, chromium, consent, sha256, intact } = found;
  const rows: [string, string | undefined][] = [
    ['Source', source],
    ['Answered', url === source ? undefined : url],
    ['Captured', captured],
    ['Status', status?.toString()],
    ['Stillpage', version],
    ['Chromium', chromium],
    ['Consent', consent && `banner of ${consent} answered`],
    ['SHA-256', sha256],
  ];
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(10)} ${printable(value)}`],
  );
  lines.push(intact ? 'The file is as it was made.' : 'The file was changed after it was made.');
  say(flags, lines.join('\n'), found);
  if (!intact) process.exitCode = ERROR_TABLE.conflict.exit;
}
