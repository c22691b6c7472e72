// A server in a process of its own, so that a test can kill it: node serve-child.ts FOLDER CAPTURE_DELAY_MS
import { startServer } from '@stillpage/lambda/entries/serve.ts';
import { createSmallCapturer } from './small-capturer.ts';

const [folder = '', delay = '0'] = process.argv.slice(2);
const capturer = createSmallCapturer(
  (url) => ({ title: `Title of ${url}`, text: `安静的页面 ${url}` }),
  Number(delay),
);
const started = await startServer({
  folder,
  port: 0,
  capturer,
  log: (line) => process.stderr.write(`${line}\n`),
});
if (started.ok)
  process.stdout.write(`${JSON.stringify({ url: started.value.url, token: started.value.token })}\n`);
else process.stdout.write(`${JSON.stringify({ error: started.error })}\n`);
process.on('SIGTERM', async () => {
  if (started.ok) await started.value.close();
  process.exit(0);
});
