import { syncBuiltinESMExports } from 'node:module';
import net, { type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { kindOfAddress, parseAddress } from '@stillpage/lambda/capture/egress-guard/address-rules.ts';
import { startEgressGuard } from '@stillpage/lambda/capture/egress-guard/egress-guard.ts';
import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import fc from 'fast-check';
import { address, host, spelledV4, v4, v6 } from './address-text.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { isPublicAddress } from './public-address.ts';

const textOfV6 = (groups: readonly number[]) => groups.map((group) => group.toString(16)).join(':');

/** The judgement of an address is the registry's; its spelling does not matter. */
const judging = fc.asyncProperty(v4, v6, async (four, six) => {
  for (const text of [four.join('.'), textOfV6(six)]) {
    const bytes = parseAddress(text);
    const kind = bytes && kindOfAddress(bytes);
    if ((kind === 'public') !== isPublicAddress(text)) throw new Error(`${text} is ${kind}`);
  }
});

/** Any text is an address that can be kept or an error, and what is kept stays as it is. */
const keeping = fc.asyncProperty(
  fc.oneof(address, fc.webUrl(), fc.string({ unit: 'binary' })),
  async (text) => {
    const kept = canonicalUrl(text);
    if (!kept.ok) {
      if (kept.error.code !== 'invalid-url') throw new Error(kept.error.code);
      return;
    }
    const url = new URL(kept.value);
    if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.href !== kept.value)
      throw new Error(`kept ${kept.value}`);
    if (/[\u0000-\u0020\u007f]/.test(kept.value)) throw new Error(`kept ${JSON.stringify(kept.value)}`);
    if (url.host !== new URL(text.trim()).host) throw new Error(`another host: ${kept.value}`);
    const again = canonicalUrl(kept.value);
    if (!again.ok || again.value !== kept.value) throw new Error(`not at rest: ${kept.value}`);
  },
);

export const ADDRESSES: FuzzArea = {
  name: 'addresses',
  shortRuns: 400,
  async open() {
    const asked: { addresses: string[]; port: number }[] = [];
    let answers: readonly string[] = [];
    const guard = await startEgressGuard({ resolver: async () => answers });
    const guardPort = Number(new URL(guard.origin).port);
    const { connect } = net;
    // Nothing is connected to: what the guard would connect to is written down.
    net.connect = ((options: { port: number; host: string; lookup?: unknown }) => {
      if (options.host !== 'checked.invalid') return connect({ port: options.port, host: options.host });
      type Lookup = (
        name: string,
        how: object,
        done: (e: unknown, all: { address: string }[]) => void,
      ) => void;
      (options.lookup as Lookup)('checked.invalid', { all: true }, (_error, all) =>
        asked.push({ addresses: all.map((one) => one.address), port: options.port }),
      );
      const socket = new Duplex({ read() {}, write() {} });
      queueMicrotask(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
      return socket as unknown as Socket;
    }) as unknown as typeof connect;
    syncBuiltinESMExports();

    const send = (head: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(guardPort, '127.0.0.1');
        let text = '';
        socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
        socket.end(Buffer.from(head, 'utf8'));
      });
    const tried = async (head: string) => {
      asked.length = 0;
      const answer = await send(head);
      if (/ 200 |secret/.test(answer)) throw new Error(`answered: ${answer}`);
      for (const { addresses } of asked)
        for (const one of addresses) if (!isPublicAddress(one)) throw new Error(`would connect to ${one}`);
      return asked.length;
    };

    const guarding = fc.asyncProperty(
      fc.oneof(address, host),
      fc.array(
        fc.oneof(
          v4.map((four) => four.join('.')),
          v6.map(textOfV6),
          spelledV4,
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom('GET', 'CONNECT', 'POST', 'OPTIONS'),
      async (target, resolved, method) => {
        answers = resolved;
        const line = target.replace(/[\r\n ]/g, '');
        await tried(`${method} ${line} HTTP/1.1\r\nHost: ${line}\r\nConnection: close\r\n\r\n`);
        await tried(`CONNECT ${line}:80 HTTP/1.1\r\nHost: a\r\n\r\n`);
      },
    );
    const reaching = fc.asyncProperty(v4, async (four) => {
      const text = four.join('.');
      const count = await tried(`CONNECT ${text}:81 HTTP/1.1\r\nHost: a\r\n\r\n`);
      if (count > 0 !== isPublicAddress(text)) throw new Error(`${text}: ${count} connections`);
    });
    return {
      properties: { judging, keeping, guarding, reaching } as never,
      async close() {
        net.connect = connect;
        syncBuiltinESMExports();
        guard.close();
      },
    };
  },
};
