/** Which part of the browser a way out uses. */
export type Group =
  | 'address'
  | 'navigation'
  | 'markup'
  | 'style'
  | 'script'
  | 'worker'
  | 'header'
  | 'speculation'
  | 'webrtc';

/** One thing that a page or an address may try in order to reach a place inside. */
export type WayOut = {
  readonly group: Group;
  readonly name: string;
  /** Address on which its canary listens; none when this machine has no such address. */
  readonly listens?: '127.0.0.1' | '127.0.0.2' | '::1';
  readonly udp?: true;
  /** Page on which it is tried together with others; undefined for one that needs a load of its own. */
  readonly page?: string;
  /** Address that is captured itself. */
  readonly address?: (port: number) => string;
  /** What the page or the answer holds. */
  readonly html?: (target: string, port: number) => string;
  readonly script?: (target: string, port: number) => string;
  readonly headers?: (target: string) => Record<string, string>;
  /** A `Link` header that goes ahead of the answer (status 103). */
  readonly hints?: (target: string) => string;
  readonly status?: number;
};

/** Ways of one group, by name; `target` is the origin of the way's own canary. */
export function waysOf(
  group: Group,
  page: string | undefined,
  part: 'html' | 'script',
  ways: Readonly<Record<string, (target: string, port: number) => string>>,
): WayOut[] {
  return Object.entries(ways).map(([name, make]) => ({
    group,
    name,
    listens: '127.0.0.2',
    ...(page ? { page } : {}),
    [part]: make,
  }));
}
