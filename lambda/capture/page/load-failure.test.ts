import { expect, test } from 'vitest';
import { loadFailure } from './load-failure.ts';

const url = 'https://site.test/page';
const refusal = { host: 'site.test', port: 443, detail: 'x' };

test.each([
  [
    { errorText: 'net::ERR_TUNNEL_CONNECTION_FAILED', refusal: { ...refusal, kind: 'blocked' } },
    'blocked-address',
  ],
  [{ errorText: 'net::ERR_EMPTY_RESPONSE', refusal: { ...refusal, kind: 'dns' } }, 'dns-failure'],
  [
    { errorText: 'net::ERR_EMPTY_RESPONSE', refusal: { ...refusal, kind: 'unreachable' } },
    'connection-failed',
  ],
  [{ errorText: 'net::ERR_EMPTY_RESPONSE', refusal: { ...refusal, kind: 'budget' } }, 'too-large'],
  [{ errorText: 'net::ERR_EMPTY_RESPONSE' }, 'connection-failed'],
  [{ errorText: 'net::ERR_CERT_DATE_INVALID' }, 'tls-failure'],
  [{ errorText: 'net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH' }, 'tls-failure'],
  [{ errorText: 'net::ERR_CONNECTION_RESET' }, 'connection-failed'],
  [{ errorText: 'net::ERR_TIMED_OUT' }, 'navigation-timeout'],
  [{ errorText: 'net::ERR_ABORTED', download: 'a.zip' }, 'download'],
  [{ errorText: 'net::ERR_ABORTED', status: 204 }, 'unsupported-content'],
  [{ errorText: 'net::ERR_ABORTED' }, 'unsupported-content'],
  [{ errorText: 'net::ERR_CONTENT_DECODING_FAILED', status: 200 }, 'connection-failed'],
  [{ errorText: 'net::ERR_HTTP_RESPONSE_CODE_FAILURE', status: 404 }, 'unsupported-content'],
  [{ errorText: 'net::ERR_HTTP_RESPONSE_CODE_FAILURE', status: 502 }, 'connection-failed'],
  [{ errorText: 'net::ERR_UNSAFE_REDIRECT' }, 'blocked-address'],
  [{ errorText: 'net::ERR_ABORTED', url: 'mailto:a@b.test' }, 'unsupported-content'],
  [{ errorText: '', status: 200, empty: true }, 'unsupported-content'],
] as const)('%j is %s', (trouble, code) => {
  expect(loadFailure({ url, ...trouble }).code).toBe(code);
});
