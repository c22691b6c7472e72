import type { Failure } from '@stillpage/shared/errors.ts';
import type { LaunchedBrowser } from '../browser/launch.ts';
import type { NetworkRecorder } from '../network-recorder.ts';
import { loadFailure } from './load-failure.ts';
import type { PreparedPage } from './page-setup.ts';

/** Why there is no page: what the guard refused, the site answered or the browser says. */
export function troubleOf(
  launched: LaunchedBrowser,
  { mainDocument }: NetworkRecorder,
  { download }: PreparedPage,
  errorText: string,
  fallbackUrl: string,
): Failure {
  const url = URL.parse(mainDocument.finalUrl) ?? URL.parse(fallbackUrl);
  const file = download();
  return loadFailure({
    url: url?.href ?? fallbackUrl,
    errorText: errorText || mainDocument.errorText || 'net::ERR_FAILED',
    refusal: url ? launched.guard.traffic.refusalOf(url) : undefined,
    status: mainDocument.status,
    download: file
      ? file.name || file.url
      : mainDocument.download
        ? (url?.pathname.split('/').at(-1) ?? '')
        : undefined,
  });
}
