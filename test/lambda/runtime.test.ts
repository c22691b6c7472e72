import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForTests, missingForTests, ROOT } from './cloud.ts';
import { type Deployed, deploy } from './function.ts';
import { runtimeClient } from './runtime-client.ts';
import { jsonOf } from './sandbox.ts';

const missing = missingForTests();

/** The platform's part as the tests play it: what it does to functions that behave badly. */
describe.skipIf(missing !== undefined)('the runtime API of the tests', () => {
  const started: Deployed[] = [];
  let handlers = '';
  beforeAll(async () => {
    handlers = await bundleForTests();
  }, 60_000);
  afterAll(() => Promise.all(started.map((deployed) => deployed.stop())));

  const start = (handler: string, options: Partial<Parameters<typeof deploy>[0]> = {}) => {
    const client = runtimeClient();
    const deployed = deploy({
      client: 'path' in client ? client.path : '',
      taskRoot: ROOT,
      handler: `${handlers}/${handler}`,
      ...options,
    });
    started.push(deployed);
    return deployed;
  };

  test('one sandbox takes one event at a time and is used again; many events make many', async () => {
    const deployed = start('awkward.handler');
    const pids = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => deployed.invoke({ ms: 100 })))) as {
        pid: number;
      }[];
    expect(new Set((await pids(3)).map(({ pid }) => pid)).size).toBe(3);
    await pids(2);
    expect(deployed.sandboxes).toHaveLength(3);
  });

  test("an error is reported with its type, and an event past the function's time ends the sandbox", async () => {
    const deployed = start('awkward.handler', { timeoutMs: 1500 });
    await expect(deployed.invoke({ ms: -1 })).rejects.toThrow('RangeError');
    await expect(deployed.invoke({ ms: 60_000 })).rejects.toThrow('timeout');
    expect(await deployed.invoke({ ms: 0 })).toMatchObject({ pid: expect.any(Number) });
    expect(deployed.sandboxes).toHaveLength(2);
  });

  test('status and headers come with the first write or not at all', async () => {
    const deployed = start('awkward.streamed');
    const { url } = await deployed.url();
    const answer = await fetch(`${url}/plain`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/octet-stream',
      'plain',
    ]);
  });

  test('an error after the first byte is in the trailers, which nobody outside sees', async () => {
    const deployed = start('awkward.streamed');
    const front = await deployed.url();
    const answer = await fetch(`${front.url}/broken`);
    expect([answer.status, await answer.text()]).toEqual([200, 'first']);
    await expect.poll(() => front.trailers).toHaveLength(1);
  });

  test('the telemetry extension registers and writes what the platform reports as metrics', async () => {
    const deployed = start('awkward.handler', {
      environment: { STILLPAGE_FUNCTION: 'awkward' },
      extensions: [{ command: process.execPath, args: [`${ROOT}/${handlers}/telemetry.mjs`] }],
    });
    await deployed.withSandbox(async (sandbox) => {
      await expect.poll(() => sandbox.api.extensions, { timeout: 30_000 }).toEqual(['stillpage-telemetry']);
      await expect.poll(() => sandbox.api.subscribed(), { timeout: 30_000 }).toBe(true);
      await jsonOf(await sandbox.invoke({ ms: 20 }));
      const lines = () => sandbox.lines.filter((line) => line.includes('"_aws"'));
      await expect.poll(lines, { timeout: 30_000 }).toHaveLength(1);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
        Function: 'awkward',
        BilledDuration: expect.any(Number),
        MemorySize: 2048,
        _aws: { CloudWatchMetrics: [{ Namespace: 'Stillpage', Dimensions: [['Function']] }] },
      });
    });
  });
});
