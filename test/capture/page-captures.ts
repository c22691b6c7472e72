import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CapturerOptions, createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';

/** Pages of a test on loopback, and a capturer that may reach nothing but them. */
export type PageCaptures = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  readonly capturer: Capturer;
  close(): Promise<void>;
};

/** Serves what the listener answers. */
export async function startPageCaptures(
  listener: RequestListener,
  options: Pick<CapturerOptions, 'concurrency' | 'resolver'> = {},
): Promise<PageCaptures> {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-captures-'));
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const capturer = await createCapturer({
    ...options,
    workDir,
    allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port }],
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    capturer,
    async close() {
      await capturer.close();
      server.close();
      server.closeAllConnections();
      rmSync(workDir, { recursive: true });
    },
  };
}
