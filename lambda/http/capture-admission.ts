import { failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { DailyCaptures } from '../library/daily-captures.ts';
import type { TokenHolder } from '../library/tokens.ts';
import { createCountedWindows } from './counted-windows.ts';

const HOUR_MS = 3_600_000;

/** Lets one more capture of this holder begin; `rate-limited` otherwise, before anything is written or started. */
export type AdmitCapture = (holder: TokenHolder | undefined) => Promise<Result<void>>;

/** Counts captures by token in the hour, then all of them on the day. */
export function createCaptureAdmission(
  { capturesPerHour }: { readonly capturesPerHour: number },
  takeDaily: DailyCaptures | undefined,
): AdmitCapture {
  const hourly = createCountedWindows(capturesPerHour, HOUR_MS);
  return async (holder) => {
    const id = holder?.id ?? '';
    const retryAfterS = hourly.count(id);
    if (retryAfterS > 0)
      return {
        ok: false,
        error: {
          ...failure('rate-limited', `This token has asked for ${capturesPerHour} captures within an hour.`),
          retryAfterS,
        },
      };
    return takeDaily ? await takeDaily() : ok(undefined);
  };
}
