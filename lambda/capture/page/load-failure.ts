import { type Failure, failure } from '@stillpage/shared/errors.ts';
import { CODE_OF_REFUSAL, type Refusal } from '../egress-guard/refusal.ts';

/** What is known when the main document did not arrive. */
export type LoadTrouble = {
  readonly url: string;
  /** Chromium's, such as `net::ERR_CERT_DATE_INVALID`. */
  readonly errorText: string;
  /** The guard's, for the host of that address. */
  readonly refusal?: Refusal | undefined;
  readonly status?: number | undefined;
  readonly download?: string | undefined;
  /** The answer arrived and had no body. */
  readonly empty?: boolean;
};

/** Chromium's error names by what they mean for a person; the first match counts. */
const BY_NAME: readonly (readonly [RegExp, Parameters<typeof failure>[0], string])[] = [
  [/CERT_|SSL_|BAD_SSL|TLS|PINNED_KEY/, 'tls-failure', 'The secure connection failed'],
  [/NAME_NOT_RESOLVED|NAME_RESOLUTION/, 'dns-failure', 'The name could not be found'],
  [/TOO_MANY_REDIRECTS/, 'connection-failed', 'The site redirects in a circle'],
  [
    /UNSAFE_REDIRECT|DISALLOWED_URL|ACCESS_DENIED/,
    'blocked-address',
    'The site redirects to an address that may not be opened',
  ],
  [/UNKNOWN_URL_SCHEME/, 'unsupported-content', 'The site redirects to an address that is not http or https'],
  [
    /CONTENT_DECODING|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED|INVALID_CHUNKED/,
    'connection-failed',
    'The answer of the site was broken off or garbled',
  ],
  [/^ERR_ABORTED$/, 'unsupported-content', 'The site answered without a page'],
  [/TIMED_OUT/, 'navigation-timeout', 'The site did not answer in time'],
];

/** Names the expected failure behind a navigation that did not bring a page. */
export function loadFailure(trouble: LoadTrouble): Failure {
  const { url, errorText, refusal, status, download, empty } = trouble;
  if (download !== undefined) return failure('download', `The address is a download: ${download}`);
  if (refusal)
    return failure(CODE_OF_REFUSAL[refusal.kind], `${refusal.host} port ${refusal.port}: ${refusal.detail}`);
  if (status === 204 || status === 205)
    return failure('unsupported-content', `The site answered ${status}: there is no page.`);
  if (status !== undefined && status >= 400)
    return failure(
      status >= 500 ? 'connection-failed' : 'unsupported-content',
      `The site answered ${status} and nothing else.`,
    );
  if (empty) return failure('unsupported-content', `The site answered ${status ?? 200} with an empty page.`);
  if (!/^https?:/.test(url))
    return failure(
      'unsupported-content',
      `The site redirects to ${url.slice(0, 200)}, which is not a web page.`,
    );
  const name = errorText.replace(/^net::/, '');
  for (const [pattern, code, sentence] of BY_NAME)
    if (pattern.test(name)) return failure(code, `${sentence} (${name}).`);
  return failure('connection-failed', `${hostOf(url)} refused or dropped the connection (${name}).`);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
