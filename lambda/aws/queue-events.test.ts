import { expect, test } from 'vitest';
import { changesOf } from './queue-events.ts';

const ID = '0123456789abcdefghjkmnpqrs';
const notified = (...keys: string[]) =>
  JSON.stringify({
    Records: keys.map((key) => ({ eventName: 'ObjectCreated:Put', s3: { object: { key } } })),
  });

test('records and results are told apart by their keys, in whatever spelling', () => {
  expect(
    changesOf(notified(`links/${ID}.json`, `snapshots/${ID}/record.json`, `snapshots%2F${ID}%2Fresult.json`)),
  ).toEqual([
    { kind: 'link', id: ID },
    { kind: 'snapshot', id: ID },
    { kind: 'result', id: ID },
  ]);
});

test('other objects, strange keys and the test message of a bucket tell nothing', () => {
  expect(
    changesOf(
      notified(
        `snapshots/${ID}/still.html`,
        'links/../tokens/x.json',
        'links/%E0%A4%A.json',
        'links/UPPER.json',
      ),
    ),
  ).toEqual([]);
  expect(changesOf('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}')).toEqual([]);
});

test('what is no notification is undefined, so that its message comes again and dies visibly', () => {
  for (const body of ['', 'null', '[]', '{}', '{"Records":[{}]}', 'garbage'])
    expect(changesOf(body)).toBeUndefined();
});
