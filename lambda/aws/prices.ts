/** List prices of us-east-1, first tier, in US dollars, as published in November 2026; other regions differ by a few per cent. */
export const PRICES = {
  /** A GB-second of a function, by architecture. */
  gbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  /** A million invocations. */
  millionRequests: 0.2,
  /** A GB of the bucket in a month. */
  storageGbMonth: 0.023,
  /** A thousand writes or listings of the bucket, and a thousand reads. */
  thousandPuts: 0.005,
  thousandGets: 0.0004,
  /** A million messages of a queue. */
  millionMessages: 0.4,
  /** A GB of logs taken in. */
  logGb: 0.5,
  /** A metric of our own in a month. */
  metricMonth: 0.3,
} as const;

export type Architecture = keyof typeof PRICES.gbSecond;

/** Requests to the bucket that one still takes in all four functions. The writes are held by a test; the reads are those of the records and of the index's files, estimated. */
export const PUTS_PER_STILL = 32;
export const GETS_PER_STILL = 60;
/** Messages of the index queue that one still makes; each is sent, received and deleted. */
export const MESSAGES_PER_STILL = 4;

/** What was used in some time, by the functions' own reports. */
export type Usage = {
  /** Seconds billed, each times the gigabytes of its function. */
  readonly gbSeconds: number;
  readonly invocations: number;
  readonly stills: number;
  /** Bytes that new stills take in the bucket. */
  readonly storedBytes: number;
};

export type Cost = {
  readonly compute: number;
  readonly requests: number;
  readonly storage: number;
  readonly total: number;
};

/** What that costs at list prices, without free tiers; storage for one month. */
export function costOf(usage: Usage, architecture: Architecture): Cost {
  const compute = usage.gbSeconds * PRICES.gbSecond[architecture];
  const requests =
    (usage.invocations / 1e6) * PRICES.millionRequests +
    (usage.stills / 1000) * (PUTS_PER_STILL * PRICES.thousandPuts + GETS_PER_STILL * PRICES.thousandGets) +
    ((usage.stills * MESSAGES_PER_STILL * 3) / 1e6) * PRICES.millionMessages;
  const storage = (usage.storedBytes / 1e9) * PRICES.storageGbMonth;
  return { compute, requests, storage, total: compute + requests + storage };
}
