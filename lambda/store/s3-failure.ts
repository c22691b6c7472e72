import { S3ServiceException } from '@aws-sdk/client-s3';
import { fail, type Result } from '@stillpage/shared/errors.ts';
import { systemCode } from './storage-failure.ts';

/** The status that the server answered with, if it answered. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** An error of the last try; `heard` is false when an earlier one may have been carried out without an answer. */
export class LastTry extends Error {
  readonly heard: boolean;
  constructor(cause: unknown, heard: boolean) {
    super('the last try failed', { cause });
    this.heard = heard;
  }
}

export function isAbsent(thrown: unknown): boolean {
  const error = causeOf(thrown);
  return statusOf(error) === 404 && error instanceof S3ServiceException && error.name !== 'NoSuchBucket';
}

/** 412: somebody else wrote first. */
export function isConditionLost(thrown: unknown): boolean {
  return statusOf(causeOf(thrown)) === 412;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof LastTry ? thrown.cause : thrown;
}

/** What a bucket or the way to it did wrong as a `storage-unavailable` value; anything else is thrown on. */
export function bucketFailure(thrown: unknown, what: string): Result<never> {
  const error = causeOf(thrown);
  if (error instanceof S3ServiceException)
    return fail('storage-unavailable', `${what}: ${error.name} (${statusOf(error) ?? 'no answer'}).`);
  const code = systemCode(error) ?? (error as Error | undefined)?.name;
  if (code && /^(E[A-Z_]+|TimeoutError|AbortError|CredentialsProviderError)$/.test(code))
    return fail('storage-unavailable', `${what}: ${code}.`);
  if (error instanceof Error && /socket hang up|aborted|terminated|premature/i.test(error.message))
    return fail('storage-unavailable', `${what}: the connection broke.`);
  throw error;
}
