import { type SnapshotRecord, snapshotRecordSchema } from '@stillpage/shared/schemas/snapshot.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { expect, test } from 'vitest';
import type { CaptureOutcome } from '../capture/contract.ts';
import { failedOutcome, finishedRecord } from './outcome.ts';

const STILL = { type: 'text/html; charset=utf-8', bytes: 1, storedBytes: 1, sha256: 'a'.repeat(64) };
const RECORD: SnapshotRecord = {
  schema: 1,
  id: '00000000000000000000000000',
  linkId: '00000000000000000000000001',
  url: 'https://example.org/',
  visibility: 'link',
  source: 'server',
  view: viewSchema.parse({}),
  wanted: ['still'],
  status: 'capturing',
  attempts: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  artifacts: {},
  omissions: [],
  timings: {},
  versions: {},
};
const DONE: CaptureOutcome = { status: 'done', omissions: [], timings: {}, versions: {} };

test('whatever a page says, the record can be read again', () => {
  const huge = `${'x'.repeat(50_000)}\ud83d`;
  const finished = finishedRecord(
    RECORD,
    {
      ...DONE,
      status: 'partial',
      page: { finalUrl: huge, title: `${'🙂'.repeat(501)}`, description: huge },
      omissions: Array.from({ length: 5000 }, () => ({ what: huge, kind: 'image', reason: 'timeout' })),
    },
    { still: STILL },
  );
  const read = snapshotRecordSchema.parse(JSON.parse(JSON.stringify(finished)));
  expect(read).toMatchObject({ status: 'partial', artifacts: { still: STILL } });
  expect(read.omissions).toHaveLength(1000);
  expect(read.page?.title.isWellFormed()).toBe(true);
  expect(JSON.stringify(read).length).toBeLessThan(3_000_000);
});

test('an answer outside the contract is a failure and no unreadable record', () => {
  const wrong = { ...DONE, page: { finalUrl: 'https://example.org/', title: '', httpStatus: 1.5 } };
  expect(finishedRecord(RECORD, wrong, { still: STILL })).toMatchObject({
    status: 'failed',
    error: { code: 'internal' },
  });
});

test('an attempt that failed takes nothing away that an earlier one kept', () => {
  const error = { code: 'dns-failure', message: 'gone', retryable: true } as const;
  expect(finishedRecord(RECORD, failedOutcome(error), {})).toMatchObject({
    status: 'failed',
    error,
    artifacts: {},
  });
  const before = { ...RECORD, artifacts: { still: STILL } };
  expect(finishedRecord(before, failedOutcome(error), {})).toMatchObject({
    status: 'partial',
    error,
    artifacts: { still: STILL },
  });
});
