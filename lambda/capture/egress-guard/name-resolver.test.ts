import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openNameResolver } from './name-resolver.ts';

const V4 = 1;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A name server that knows `known.example` in both families and `old.example` in IPv4, and says nothing of `*.silent.example`. */
async function nameServer(): Promise<string> {
  const server = createSocket('udp4').on('message', (question, from) => {
    const { name, type, end } = readQuestion(question);
    if (name.endsWith('silent.example') || (name === 'old.example' && type !== V4)) return;
    const address = type === V4 ? [192, 0, 2, 7] : [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 7];
    const knows = name === 'known.example' || name === 'old.example';
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(knows ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(knows ? 1 : 0, 6);
    const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length, ...address]);
    server.send(
      Buffer.concat([head, question.subarray(12, end), ...(knows ? [record] : [])]),
      from.port,
      from.address,
    );
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

const system = async () => ['192.0.2.99'];

async function resolverWith(hosts = '') {
  const folder = mkdtempSync(join(tmpdir(), 'stillpage-names-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const hostsFile = join(folder, 'hosts');
  writeFileSync(hostsFile, hosts);
  const names = openNameResolver({ servers: [await nameServer()], hostsFile, system, systemOnly: false });
  cleanups.push(names.cancel);
  return names;
}

test('a name has the addresses of both families, and none when no server knows it', async () => {
  const { resolve } = await resolverWith();

  expect(await resolve('known.example')).toEqual(['192.0.2.7', '2001:db8::7']);
  await expect(resolve('unknown.example')).rejects.toThrow('ENOTFOUND');
});

test('an answer in one family does not wait for the other', async () => {
  const { resolve } = await resolverWith();

  expect(await resolve('old.example')).toEqual(['192.0.2.7']);
});

test('hundreds of names that are never answered hold up no other browser', async () => {
  const [hostile, good] = [await resolverWith(), await resolverWith()];
  let given = 0;
  for (let index = 0; index < 300; index += 1)
    hostile.resolve(`a${index}.silent.example`).catch(() => (given += 1));

  expect(await good.resolve('known.example')).toContain('192.0.2.7');
  expect(given).toBe(0);
  hostile.cancel();
  await expect.poll(() => given).toBe(300);
});

test('nothing is asked any more for a browser that has gone', async () => {
  const { resolve, cancel } = await resolverWith();
  const waiting = resolve('known.example');
  cancel();

  await expect(waiting).rejects.toThrow('has gone');
  await expect(resolve('known.example')).rejects.toThrow('has gone');
});

test.each([
  ['127.0.0.1 known.example # here', 'known.example', ['127.0.0.1']],
  [
    '::1 a.b KNOWN.example\n10.0.0.1\tknown.example\nnonsense known.example',
    'known.example.',
    ['::1', '10.0.0.1'],
  ],
])('the hosts file has the first word: %j', async (hosts, name, addresses) => {
  expect(await (await resolverWith(hosts)).resolve(name)).toEqual(addresses);
});

test('names of the local network are left to the system, few of them for one browser', async () => {
  const { resolve } = await resolverWith();
  const names = [
    'nas',
    'router.',
    'printer.local',
    'a.b.localhost',
    'x.internal',
    'x.lan',
    'y.home.arpa',
    'pi',
  ];

  for (const name of names) expect(await resolve(name)).toEqual(['192.0.2.99']);
  await expect(resolve('one-more.local')).rejects.toThrow('too many');
});
