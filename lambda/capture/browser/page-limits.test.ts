import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { CapturedPage } from '../page/captured-page.ts';
import { followLimits, PAGE_LIMITS } from './page-limits.ts';

/** Says what a browser would; the real one is asked in test/hostile. */
function quietSession() {
  const sent: string[] = [];
  const session = Object.assign(new EventEmitter(), {
    send: async (method: string) => void sent.push(method),
    connection: () => undefined,
  });
  return { session, sent, page: { createCDPSession: async () => session } as unknown as CapturedPage };
}

const SMALL = { ...PAGE_LIMITS, requests: 3, responseBytes: 100, bytes: 250 };

test.each([
  ['requests', (say: Say) => [1, 2, 3, 4, 5].forEach(() => void say('Network.requestWillBeSent', {}))],
  [
    'responseBytes',
    (say: Say) =>
      [60, 60].forEach((dataLength) => void say('Network.dataReceived', { requestId: 'a', dataLength })),
  ],
  [
    'bytes',
    (say: Say) =>
      ['a', 'b', 'c'].forEach((requestId) => void say('Network.dataReceived', { requestId, dataLength: 90 })),
  ],
] as const)('too many %s are told of once, and script is stopped', async (limit, happen) => {
  const { session, sent, page } = quietSession();
  const told: string[] = [];
  await followLimits(page, (one) => told.push(one), SMALL);

  happen((name, event) => session.emit(name, event));

  expect(told).toEqual([limit]);
  expect(sent).toContain('Emulation.setScriptExecutionDisabled');
});

test('a process is asked for its nodes until there are too many', async () => {
  const { session, sent, page } = quietSession();
  let nodes = 2;
  const send = async (method: string) => {
    sent.push(method);
    if (method === 'Memory.getDOMCounters') return { nodes: nodes++ };
  };
  const told = await new Promise<string>((resolve) => {
    void followLimits(
      Object.assign(page, { createCDPSession: async () => Object.assign(session, { send }) }),
      resolve,
      { ...SMALL, nodes: 3 },
    );
  });

  expect(told).toBe('nodes');
  expect(sent.filter((method) => method === 'Memory.getDOMCounters')).toHaveLength(3);
  expect(sent).toContain('Page.stopLoading');
});

test('what stays under the limits is never told of', async () => {
  const { session, sent, page } = quietSession();
  const told: string[] = [];
  await followLimits(page, (one) => told.push(one), SMALL);

  for (const requestId of ['a', 'b']) {
    session.emit('Network.requestWillBeSent', {});
    session.emit('Network.dataReceived', { requestId, dataLength: 100 });
  }

  expect(told).toEqual([]);
  expect(sent).not.toContain('Emulation.setScriptExecutionDisabled');
});

type Say = (name: string, event: object) => unknown;
