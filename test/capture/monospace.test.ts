import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const MEASURING = `<title>Editor</title><span style="font:100px monospace">wide</span><br><span style="font:100px 'Monospace'">wide</span><p id="sizes"></p>
<script>sizes.textContent=[...document.querySelectorAll('span')].map(s=>s.offsetWidth+'x'+s.offsetHeight).join(' and ')</script>`;
let pages: PageCaptures;

beforeAll(async () => {
  pages = await startPageCaptures((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(MEASURING);
  });
});
afterAll(async () => {
  await pages?.close();
});

test.runIf(process.platform === 'linux')('editors measure the letters that the system gives', async () => {
  const { still } = await captureOnce(pages.capturer, `${pages.origin}/`, { wanted: ['still'] });

  const [, byDefault, bySystem] = still.match(/>(\d+x\d+) and (\d+x\d+)</) ?? [];
  expect(byDefault).toBeDefined();
  expect(byDefault).toBe(bySystem);
});
