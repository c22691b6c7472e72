import { setTimeout as sleep } from 'node:timers/promises';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { fail, type Result } from '@stillpage/shared/errors.ts';
import { systemCode } from './storage-failure.ts';

/** Tries of a write that meets another one at the same moment, and the longest pause between two, in ms. */
const CONFLICT_TRIES = 12;
const CONFLICT_PAUSE_MAX_MS = 400;

const statusOf = (error: unknown) =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export function isAbsent(error: unknown): boolean {
  return statusOf(error) === 404 && error instanceof S3ServiceException && error.name !== 'NoSuchBucket';
}

/** 412: somebody else wrote first. */
export function isConditionLost(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Sends again what met another write at the same moment (409), which tells nothing about who won. */
export async function withRetries<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (statusOf(error) !== 409 || tries === CONFLICT_TRIES) throw error;
      await sleep(Math.random() * Math.min(10 * 2 ** tries, CONFLICT_PAUSE_MAX_MS));
    }
  }
}

/** What a bucket or the way to it did wrong as a `storage-unavailable` value; anything else is thrown on. */
export function bucketFailure(error: unknown, what: string): Result<never> {
  if (error instanceof S3ServiceException)
    return fail('storage-unavailable', `${what}: ${error.name} (${statusOf(error) ?? 'no answer'}).`);
  const code = systemCode(error) ?? (error as Error | undefined)?.name;
  if (code && /^E[A-Z]+$|^(TimeoutError|AbortError|CredentialsProviderError)$/.test(code))
    return fail('storage-unavailable', `${what}: ${code}.`);
  throw error;
}
