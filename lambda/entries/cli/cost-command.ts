import { fail } from '@stillpage/shared/errors.ts';
import { type Architecture, costOf } from '../../aws/prices.ts';
import { type ReadUsage, readUsage } from '../../aws/read-usage.ts';
import { byteText, say, sayFailure, type Voice } from './terminal.ts';

export type CostFlags = Voice & {
  readonly days: string;
  readonly region?: string;
  readonly architecture: string;
};

const DAYS_MAX = 455;
const DAYS_A_MONTH = 30.4;

/** `stillpage cost`: what the library in AWS really cost, per still and per month, from the functions' own metrics. */
export async function showCost(flags: CostFlags): Promise<void> {
  const days = Number(flags.days);
  if (!Number.isInteger(days) || days < 1 || days > DAYS_MAX)
    return sayFailure(flags, fail('invalid-request', `--days takes 1 to ${DAYS_MAX}.`).error);
  if (flags.architecture !== 'x86_64' && flags.architecture !== 'arm64')
    return sayFailure(flags, fail('invalid-request', '--architecture takes x86_64 or arm64.').error);
  const architecture: Architecture = flags.architecture;
  const region = flags.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined)
    return sayFailure(flags, fail('invalid-request', 'Name the region: --region eu-central-1.').error);
  const usage = await readUsage(days, { region });
  if (!usage.ok) return sayFailure(flags, usage.error);
  const cost = costOf(usage.value, architecture);
  const perMonth = (cost.total / days) * DAYS_A_MONTH;
  const perStill = usage.value.stills > 0 ? cost.total / usage.value.stills : 0;
  say(flags, lines(usage.value, cost, perStill, perMonth), { ...usage.value, cost, perStill, perMonth });
}

function lines(
  { days, stills, failed, storedBytes, functions }: ReadUsage,
  { compute, requests, storage, total }: ReturnType<typeof costOf>,
  perStill: number,
  perMonth: number,
): string {
  const dollars = (amount: number) => `$${amount < 0.01 ? amount.toFixed(6) : amount.toFixed(2)}`;
  return [
    `Last ${days} days, at list prices of us-east-1, without free tiers:`,
    `  ${stills} stills, ${failed} failed captures, ${byteText(storedBytes)} stored`,
    ...Object.entries(functions).map(
      ([name, { invocations, gbSeconds, initMs, peakMemoryMb }]) =>
        `  ${name.padEnd(13)} ${String(invocations).padStart(7)} calls  ${gbSeconds.toFixed(1).padStart(9)} GB-s  ${Math.round(initMs)} ms init  ${Math.round(peakMemoryMb)} MB peak`,
    ),
    `  compute ${dollars(compute)}, requests ${dollars(requests)}, storage for a month ${dollars(storage)}: ${dollars(total)}`,
    `  ${dollars(perStill)} a still, ${dollars(perMonth)} a month`,
  ].join('\n');
}
