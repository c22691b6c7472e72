import { z } from 'zod';

/** Why a function cannot start, in one line for whoever deployed it. */
export class ConfigurationError extends Error {
  override readonly name = 'StillpageConfiguration';
}

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket');
const notEmpty = z.string().min(1, 'is empty');

/** What the functions that use the library are told by the template. */
export const libraryEnvironmentSchema = z.object({
  AWS_REGION: notEmpty,
  STILLPAGE_BUCKET: bucketName,
  /** Address that people reach the API by, when it is another than the function's own. */
  STILLPAGE_BASE: z.url('is not an address').optional(),
  /** Name or ARN of the capture function. */
  STILLPAGE_CAPTURE_FUNCTION: notEmpty.optional(),
  /** Name of the SecureString parameter that holds the first token. */
  STILLPAGE_TOKEN_PARAMETER: z.string().startsWith('/', 'does not begin with a slash').optional(),
  /** Days a deleted link stays in the trash. */
  STILLPAGE_TRASH_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  /** A server that speaks S3 in place of AWS; the variable that every AWS SDK knows. */
  AWS_ENDPOINT_URL_S3: z.url('is not an address').optional(),
});
export type LibraryEnvironment = z.infer<typeof libraryEnvironmentSchema>;

/** What the capture function is told by the template. */
export const captureEnvironmentSchema = z.object({
  /** Whether banners that ask for consent are answered before a page is frozen. */
  STILLPAGE_CONSENT: z.enum(['leave', 'dismiss'], 'is neither leave nor dismiss').default('leave'),
  /** Another Chromium than the one of the package; the image sets it to nothing where there is no other. */
  STILLPAGE_CHROMIUM: z.string().optional(),
});

/** Reads the environment; throws a {@link ConfigurationError} that names each variable that is missing or wrong. */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv = process.env): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return environment[name] === undefined ? `${name} is not set` : `${name} ${message}`;
  });
  throw new ConfigurationError(`The configuration is not complete: ${wrong.join('; ')}.`);
}
