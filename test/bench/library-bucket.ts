// A library in a bucket behind the same HTTP, for the benchmark: node library-bucket.ts OPTIONS-AS-JSON [reindex]
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from '@stillpage/lambda/http/app.ts';
import { DEFAULT_LIMITS } from '@stillpage/lambda/http/limits.ts';
import { openDailyCaptures } from '@stillpage/lambda/library/daily-captures.ts';
import { openLibrary } from '@stillpage/lambda/library/library.ts';
import { openTokens } from '@stillpage/lambda/library/tokens.ts';
import { openViewLinks } from '@stillpage/lambda/library/view-links.ts';
import { openS3Store, type S3StoreOptions } from '@stillpage/lambda/store/s3-store.ts';
import { formatConnectString } from '@stillpage/shared/connect-string.ts';

const [given = '{}', task] = process.argv.slice(2);
const options = JSON.parse(given) as S3StoreOptions;
const { bucket, region, endpoint = '', credentials } = options;
const opened = await openS3Store(options);
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
let base = '';
const log = (line: string) => process.stderr.write(`${line}\n`);
const library = await openLibrary({
  store,
  catalog: {
    uri: `s3://${bucket}/catalog`,
    storageOptions: {
      region,
      endpoint,
      allowHttp: 'true',
      virtualHostedStyleRequest: 'false',
      awsAccessKeyId: credentials?.accessKeyId ?? '',
      awsSecretAccessKey: credentials?.secretAccessKey ?? '',
    },
  },
  base: () => base,
  log,
});

if (task === 'reindex') {
  const built = await library.reindex();
  await library.close();
  if (!built.ok) throw new Error(built.error.message);
} else {
  const tokens = openTokens(store, log);
  const made = await tokens.create('benchmark');
  if (!made.ok) throw new Error(made.error.message);
  const app = createApp({
    library,
    tokens,
    viewLinks: openViewLinks(store),
    chromium: () => undefined,
    limits: DEFAULT_LIMITS,
    dailyCaptures: openDailyCaptures(store, DEFAULT_LIMITS.capturesPerDay, log),
    log,
  });
  const server = createAdaptorServer({ fetch: (request: Request) => app.fetch(request, '127.0.0.1') });
  server.listen(0, '127.0.0.1', () => {
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.stdout.write(
      `${JSON.stringify({ connectString: formatConnectString({ base, token: made.value }) })}\n`,
    );
  });
  process.once('SIGTERM', async () => {
    server.close();
    await library.close();
    process.exit(0);
  });
}
