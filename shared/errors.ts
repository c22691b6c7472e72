/**
 * The closed table of expected failures. Every answer of the API, every record and every exit of the
 * command line names one of these codes; anything else is a bug and is thrown.
 */
export const ERROR_TABLE = {
  'invalid-request': {
    status: 400,
    retryable: false,
    exit: 2,
    en: 'The request is not valid.',
    zh_CN: '请求无效。',
  },
  'invalid-url': {
    status: 400,
    retryable: false,
    exit: 3,
    en: 'This is not an http or https address.',
    zh_CN: '这不是 http 或 https 地址。',
  },
  unauthorized: {
    status: 401,
    retryable: false,
    exit: 4,
    en: 'The token is missing or wrong.',
    zh_CN: '缺少令牌或令牌错误。',
  },
  forbidden: {
    status: 403,
    retryable: false,
    exit: 5,
    en: 'This token may not do that.',
    zh_CN: '此令牌无权执行该操作。',
  },
  'not-found': {
    status: 404,
    retryable: false,
    exit: 6,
    en: 'There is nothing here.',
    zh_CN: '这里什么都没有。',
  },
  conflict: {
    status: 409,
    retryable: false,
    exit: 7,
    en: 'Somebody else changed this first, or the id is in use for another address.',
    zh_CN: '内容已被他人修改，或该标识已用于其他地址。',
  },
  'too-large': {
    status: 413,
    retryable: false,
    exit: 8,
    en: 'This is larger than allowed.',
    zh_CN: '超出允许的大小。',
  },
  'rate-limited': {
    status: 429,
    retryable: true,
    exit: 9,
    en: 'Too many requests; try again later.',
    zh_CN: '请求过多，请稍后再试。',
  },
  'blocked-address': {
    status: 422,
    retryable: false,
    exit: 10,
    en: 'This address is not on the public internet.',
    zh_CN: '该地址不在公共互联网上。',
  },
  'dns-failure': {
    status: 422,
    retryable: true,
    exit: 11,
    en: 'The name of the site could not be found.',
    zh_CN: '无法解析该网站的域名。',
  },
  'connection-failed': {
    status: 422,
    retryable: true,
    exit: 12,
    en: 'The site refused or dropped the connection.',
    zh_CN: '网站拒绝或中断了连接。',
  },
  'tls-failure': {
    status: 422,
    retryable: false,
    exit: 13,
    en: 'The certificate of the site is not valid.',
    zh_CN: '网站的证书无效。',
  },
  'navigation-timeout': {
    status: 422,
    retryable: true,
    exit: 14,
    en: 'The page did not answer in time.',
    zh_CN: '页面未能及时响应。',
  },
  download: {
    status: 422,
    retryable: false,
    exit: 15,
    en: 'The address is a download, not a page.',
    zh_CN: '该地址是下载文件，而不是网页。',
  },
  'unsupported-content': {
    status: 422,
    retryable: false,
    exit: 16,
    en: 'This kind of content cannot be kept.',
    zh_CN: '不支持保存此类内容。',
  },
  'browser-crashed': {
    status: 422,
    retryable: true,
    exit: 17,
    en: 'The page crashed the browser.',
    zh_CN: '该页面导致浏览器崩溃。',
  },
  'out-of-memory': {
    status: 422,
    retryable: true,
    exit: 18,
    en: 'The page needs more memory than allowed.',
    zh_CN: '该页面所需内存超出限制。',
  },
  'storage-unavailable': {
    status: 503,
    retryable: true,
    exit: 19,
    en: 'The library could not be read or written.',
    zh_CN: '无法读取或写入资料库。',
  },
  internal: {
    status: 500,
    retryable: true,
    exit: 1,
    en: 'Something went wrong on our side.',
    zh_CN: '内部错误。',
  },
} as const satisfies Record<
  string,
  { status: number; retryable: boolean; exit: number; en: string; zh_CN: string }
>;

/** One of the closed table's codes. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** An expected failure as a value: the code, what exactly was wrong, and whether asking again may help. */
export type Failure = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds after which it may help, where that is known. */
  readonly retryAfterS?: number;
};

/** Either a value or an expected failure. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Makes a failure; without a detail the message is the table's English sentence. */
export function failure(code: ErrorCode, detail?: string): Failure {
  const row = ERROR_TABLE[code];
  return { code, message: detail ?? row.en, retryable: row.retryable };
}

export function fail(code: ErrorCode, detail?: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: failure(code, detail) };
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TABLE, value);
}

/** An expected failure on its way through code that can only throw (streams, library callbacks); caught at the edge. */
export class StillpageError extends Error {
  readonly failure: Failure;
  constructor(failureValue: Failure, options?: { cause?: unknown }) {
    super(failureValue.message, options);
    this.name = 'StillpageError';
    this.failure = failureValue;
  }
}
