import { createHash, timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';

/** How long a parameter's value is taken for the newest, in milliseconds: so long an old token passes after a rotation. */
export const PARAMETER_FRESH_MS = 60_000;

/** Reads the value of a parameter; undefined when there is none. */
export type ReadParameter = () => Promise<string | undefined>;

/** The SecureString parameter `name` of Systems Manager, decrypted; loaded at the first request that needs it. */
export function ssmParameter(name: string, region: string): ReadParameter {
  return async () => {
    const { GetParameterCommand, ParameterNotFound, SSMClient } = await import('@aws-sdk/client-ssm');
    try {
      const found = await new SSMClient({ region }).send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return found.Parameter?.Value?.trim();
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  };
}

/** Shortest token that is taken from a parameter, in characters: one that a person made up is too short. */
const TOKEN_MIN_LENGTH = 32;

/**
 * A check for the token that a parameter holds, beside those that the store keeps by hash. Putting a new value into
 * the parameter is the whole rotation.
 */
export function createParameterToken(
  read: ReadParameter,
  log: (line: string) => void,
): (token: string) => Promise<Result<boolean>> {
  let digest: Buffer | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    try {
      const value = await read();
      digest = value !== undefined && value.length >= TOKEN_MIN_LENGTH ? digestOf(value) : undefined;
      if (value !== undefined && !digest)
        log(`error: the token parameter holds fewer than ${TOKEN_MIN_LENGTH} characters and is not used.`);
    } catch (error) {
      log(`error: the token parameter cannot be read: ${(error as Error).name}`);
    }
    readAt = performance.now();
  }

  return async (token) => {
    if (performance.now() - readAt > PARAMETER_FRESH_MS) {
      reading ??= refresh().finally(() => (reading = undefined));
      await reading;
    }
    return ok(digest !== undefined && timingSafeEqual(digest, digestOf(token)));
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
