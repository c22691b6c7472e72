import { randomBytes } from 'node:crypto';
import type { Log } from '../library/log.ts';
import { openRecords, type Records } from '../library/records.ts';
import { type Bucket, openBucket } from './bucket.ts';
import { type LibraryEnvironment, libraryEnvironmentSchema, readEnvironment } from './environment.ts';
import { createIndexWriter, type IndexWriter } from './index-writer.ts';
import { createJsonLog, type JsonLog, type LogFields, lineLog } from './json-log.ts';

/** What every function that uses the library begins with. */
export type FunctionParts = {
  readonly environment: LibraryEnvironment;
  readonly bucket: Bucket;
  readonly records: Records;
  readonly log: JsonLog;
  /** The same log for rooms that write lines; with the id of the invocation that runs. */
  readonly lines: Log;
  /** Notes the invocation that the next lines belong to. */
  begin(requestId: string): void;
};

/**
 * Reads the configuration and tries the bucket. Throws one line that says what is wrong, which Lambda reports as the
 * reason why the function does not start.
 */
export async function openFunction(name: string): Promise<FunctionParts> {
  const log = createJsonLog(name);
  try {
    const environment = readEnvironment(libraryEnvironmentSchema);
    const bucket = await openBucket(environment);
    let fields: LogFields = {};
    const lines = lineLog(log, () => fields);
    return {
      environment,
      bucket,
      records: openRecords(bucket.store, lines),
      log,
      lines,
      begin: (requestId) => (fields = { requestId }),
    };
  } catch (error) {
    log('error', (error as Error).message);
    throw error;
  }
}

/** The index of the library in the bucket, as this sandbox writes it. */
export function openIndexWriter({ bucket, records, lines }: FunctionParts): IndexWriter {
  return createIndexWriter({
    source: { store: bucket.store, records },
    location: catalogLocation(bucket),
    owner: `sandbox-${randomBytes(6).toString('hex')}`,
    log: lines,
  });
}

export function catalogLocation({ name, storageOptions }: Bucket) {
  return { uri: `s3://${name}/catalog`, storageOptions };
}
