import { parentPort, workerData } from 'node:worker_threads';
import { startEgressGuard } from '@stillpage/lambda/capture/egress-guard/egress-guard.ts';

// The guard as a capture has it, in a thread of its own: the client's work is no cost of it.
const { port } = workerData as { port: number };
const guard = await startEgressGuard({
  allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port }],
  maxBytes: 1e12,
});
parentPort?.postMessage(Number(new URL(guard.origin).port));
