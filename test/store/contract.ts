import { createAll } from '@stillpage/lambda/store/create-all.ts';
import { listAll } from '@stillpage/lambda/store/list-all.ts';
import type { Store } from '@stillpage/lambda/store/store.ts';
import type { Result } from '@stillpage/shared/errors.ts';
import { expect, test } from 'vitest';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value);

/** The value of a result that must be a success. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const code = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);

async function readAll(body: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(body as unknown as BodyInit).text();
}

/**
 * What every store does alike; `open` gives the one store of this run. `racyWrites` names a server that now and
 * then takes two replacements of the same object at the same moment: what is its own doing is not asked of it.
 */
export function storeContract(open: () => Store, { racyWrites }: { racyWrites?: string } = {}): void {
  test('what was put is got, whole, under the etag that the put answered', async () => {
    const store = open();
    const { etag } = value(await store.put('links/a.json', bytes('一')));
    expect(value(await store.get('links/a.json'))).toMatchObject({ etag });
    expect(text(value(await store.get('links/a.json'))?.bytes)).toBe('一');
    expect(value(await store.get('links/none.json'))).toBeUndefined();
    expect(value(await store.open('links/none.json'))).toBeUndefined();
  });

  test('if-absent is won once', async () => {
    const store = open();
    expect(code(await store.put('links/once.json', bytes('1'), { ifAbsent: true }))).toBe('ok');
    expect(code(await store.put('links/once.json', bytes('2'), { ifAbsent: true }))).toBe('conflict');
    expect(text(value(await store.get('links/once.json'))?.bytes)).toBe('1');
  });

  test('many are made together, each only where there is none', async () => {
    const store = open();
    value(await store.put('links/many-1.json', bytes('before')));
    const objects = Array.from({ length: 40 }, (_, i) => ({
      key: `links/many-${i}.json`,
      bytes: bytes(`${i}`),
    }));
    const made = await createAll(store, objects);
    expect(made.map(code)).toEqual(objects.map((_, i) => (i === 1 ? 'conflict' : 'ok')));
    expect(text(value(await store.get('links/many-1.json'))?.bytes)).toBe('before');
    expect(text(value(await store.get('links/many-39.json'))?.bytes)).toBe('39');
    expect((await createAll(store, objects)).map(code)).toEqual(objects.map(() => 'conflict'));
    expect(await createAll(store, [])).toEqual([]);
  });

  if (racyWrites) process.stderr.write(`Writers that race for one object are not tested on ${racyWrites}.\n`);
  test.skipIf(racyWrites)('of 20 writers that make one object one wins', async () => {
    const store = open();
    const wins = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        store.put('links/race.json', bytes(String(i)), { ifAbsent: true }),
      ),
    );
    expect(wins.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = wins.findIndex(({ ok }) => ok);
    expect(text(value(await store.get('links/race.json'))?.bytes)).toBe(String(winner));
  });

  test('if-match writes only over what was seen', async () => {
    const store = open();
    const first = value(await store.put('links/m.json', bytes('1')));
    const second = value(await store.put('links/m.json', bytes('2'), { ifMatch: first.etag }));
    expect(code(await store.put('links/m.json', bytes('3'), { ifMatch: first.etag }))).toBe('conflict');
    expect(code(await store.put('links/nothing.json', bytes('3'), { ifMatch: first.etag }))).toBe('conflict');
    expect(value(await store.get('links/m.json'))?.etag).toBe(second.etag);
  });

  test.skipIf(racyWrites)('20 writers that count up together lose no step', async () => {
    const store = open();
    value(await store.put('links/count.json', bytes('0')));
    const countUp = async () => {
      for (;;) {
        const seen = value(await store.get('links/count.json'));
        const next = bytes(String(Number(text(seen?.bytes)) + 1));
        const written = await store.put('links/count.json', next, { ifMatch: seen?.etag ?? '' });
        if (written.ok) return;
        expect(written.error.code).toBe('conflict');
      }
    };
    await Promise.all(Array.from({ length: 20 }, () => countUp()));
    expect(text(value(await store.get('links/count.json'))?.bytes)).toBe('20');
  });

  test('an encoded object is given back as stored, and one without encoding replaces it', async () => {
    const store = open();
    const key = 'snapshots/e/still.html';
    value(await store.put(key, bytes('packed'), { encoding: 'br' }));
    expect(value(await store.get(key))).toMatchObject({ encoding: 'br' });
    const opened = value(await store.open(key));
    expect(opened).toMatchObject({ size: 6, encoding: 'br' });
    expect(await readAll(opened?.body as ReadableStream<Uint8Array>)).toBe('packed');
    value(await store.put(key, bytes('plain')));
    const plain = value(await store.get(key));
    expect(text(plain?.bytes)).toBe('plain');
    expect(plain?.encoding).toBeUndefined();
    expect(value(await store.list('snapshots/e/')).objects.map((object) => object.key)).toEqual([key]);
  });

  test('a range of an object is read', async () => {
    const store = open();
    value(await store.put('snapshots/r/page.pdf', bytes('0123456789')));
    const opened = value(await store.open('snapshots/r/page.pdf', { first: 2, last: 4 }));
    expect(opened?.size).toBe(10);
    expect(await readAll(opened?.body as ReadableStream<Uint8Array>)).toBe('234');
  });

  test('a stream is stored whole, or not at all when it breaks', async () => {
    const store = open();
    const chunk = new Uint8Array(256 * 1024).fill(7);
    const many = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 24; i += 1) controller.enqueue(chunk);
        controller.close();
      },
    });
    expect(value(await store.putStream('snapshots/s/archive.wacz', many)).size).toBe(24 * chunk.length);
    expect(value(await store.get('snapshots/s/archive.wacz'))?.bytes.length).toBe(24 * chunk.length);
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(chunk);
        controller.error(new Error('broken'));
      },
    });
    await expect(store.putStream('snapshots/s/page.pdf', broken)).rejects.toThrow('broken');
    expect(value(await store.get('snapshots/s/page.pdf'))).toBeUndefined();
  });

  test('listing is in order, by folder, in pages', async () => {
    const store = open();
    const keys = Array.from({ length: 25 }, (_, i) => `list/${String(i).padStart(2, '0')}.json`);
    for (const key of [...keys].reverse()) value(await store.put(key, bytes('x')));
    value(await store.put('list/05/deeper.json', bytes('xy')));
    value(await store.put('listing.json', bytes('x')));
    const seen: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = value(await store.list('list/', { limit: 10, ...(after === undefined ? {} : { after }) }));
      seen.push(...page.objects.map(({ key }) => key));
      after = page.next;
      pages += 1;
    } while (after !== undefined);
    expect(seen).toEqual([...keys, 'list/05/deeper.json'].sort());
    const unordered: string[] = [];
    for await (const page of listAll(store, 'list/')) unordered.push(...value(page).map(({ key }) => key));
    expect(unordered.sort()).toEqual(seen);
    expect(pages).toBe(3);
    const [deeper] = value(await store.list('list/05/')).objects;
    expect(deeper).toMatchObject({ key: 'list/05/deeper.json', size: 2 });
    expect(Math.abs((deeper?.modified ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(value(await store.list('nowhere/')).objects).toEqual([]);
  });

  test('deleting leaves nothing, and once more is no failure', async () => {
    const store = open();
    value(await store.put('snapshots/d/still.html', bytes('x'), { encoding: 'br' }));
    value(await store.delete('snapshots/d/still.html'));
    expect(value(await store.get('snapshots/d/still.html'))).toBeUndefined();
    value(await store.delete('snapshots/d/still.html'));
    value(await store.delete('snapshots/never/still.html'));
    expect(code(await store.put('snapshots/d/still.html', bytes('y'), { ifAbsent: true }))).toBe('ok');
  });

  test.each([
    '../x.json',
    'a/../b.json',
    '/etc/passwd',
    'A.json',
    'a//b',
    '.work/x',
    'a/.b',
    'a\u0000b',
    'a/b.br',
    '',
    'a\\b',
    'x'.repeat(400),
  ])('the key %j is refused as a bug', async (key) => {
    const store = open();
    await expect(store.put(key, bytes('x'))).rejects.toThrow('not a store key');
    await expect(store.get(key)).rejects.toThrow('not a store key');
    await expect(store.delete(key)).rejects.toThrow('not a store key');
  });
}
