import { fail, ok, type Result } from '@stillpage/shared/errors.ts';

/** What one client may do before it is asked to wait; each may be set by a flag of `serve` and by environment. */
export type Limits = {
  /** Wrong tokens from one client address in a minute. */
  readonly wrongTokensPerMinute: number;
  /** Captures that one token may ask for in an hour, counted by each server for itself. */
  readonly capturesPerHour: number;
  /** Captures of the whole library on one day (UTC), counted in the store. */
  readonly capturesPerDay: number;
};

/** On one machine: more than a person saves, less than a runaway script. */
export const DEFAULT_LIMITS: Limits = {
  wrongTokensPerMinute: 30,
  capturesPerHour: 3000,
  capturesPerDay: 10_000,
};

/** In the cloud each capture costs money: what many people save together, and what a stolen token may cost on one day. */
export const CLOUD_LIMITS: Limits = { wrongTokensPerMinute: 30, capturesPerHour: 600, capturesPerDay: 3000 };

/** The environment variable of each. */
export const LIMIT_VARIABLES: Readonly<Record<keyof Limits, string>> = {
  wrongTokensPerMinute: 'STILLPAGE_WRONG_TOKENS_PER_MINUTE',
  capturesPerHour: 'STILLPAGE_CAPTURES_PER_HOUR',
  capturesPerDay: 'STILLPAGE_CAPTURES_PER_DAY',
};

const LIMIT_MAX = 1_000_000_000;

/** Limits as they were given: a flag before its variable before the default; `invalid-request` names one that is no number. */
export function readLimits(
  flags: Partial<Record<keyof Limits, string>> = {},
  environment: NodeJS.ProcessEnv = process.env,
  defaults: Limits = DEFAULT_LIMITS,
): Result<Limits> {
  const limits: Record<keyof Limits, number> = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof Limits)[]) {
    const given = flags[name] ?? environment[LIMIT_VARIABLES[name]];
    if (given === undefined || given === '') continue;
    const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value <= LIMIT_MAX))
      return fail('invalid-request', `${LIMIT_VARIABLES[name]} and its flag take a whole number.`);
    limits[name] = value;
  }
  return ok(limits);
}
