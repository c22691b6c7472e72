import type { ErrorCode } from '@stillpage/shared/errors.ts';
import type { OmissionReason } from '@stillpage/shared/schemas/artifact.ts';

/** Why the guard did not open or keep a connection. */
export type RefusalKind = 'blocked' | 'dns' | 'unreachable' | 'timeout' | 'budget';

/** One connection that did not come about; `host` and `port` as the browser asked for them. */
export type Refusal = {
  readonly host: string;
  readonly port: number;
  readonly kind: RefusalKind;
  readonly detail: string;
};

/** A refusal on its way through code that can only throw. */
export class RefusedConnection extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal, cause?: unknown) {
    super(`${refusal.host}:${refusal.port} ${refusal.kind}: ${refusal.detail}`, { cause });
    this.name = 'RefusedConnection';
    this.refusal = refusal;
  }
}

/** The code of a capture whose main document met this refusal. */
export const CODE_OF_REFUSAL = {
  blocked: 'blocked-address',
  dns: 'dns-failure',
  unreachable: 'connection-failed',
  timeout: 'connection-failed',
  budget: 'too-large',
} as const satisfies Record<RefusalKind, ErrorCode>;

/** The reason of an omission whose resource met this refusal. */
export const OMISSION_OF_REFUSAL = {
  blocked: 'blocked-address',
  dns: 'connection-failed',
  unreachable: 'connection-failed',
  timeout: 'timeout',
  budget: 'budget',
} as const satisfies Record<RefusalKind, OmissionReason>;
