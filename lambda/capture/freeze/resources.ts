import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { ReceivedBody, ReceivedBytes } from '../contract.ts';
import { sniffType } from './sniff-type.ts';

/** Largest single resource put into a still, in bytes. */
const RESOURCE_MAX_BYTES = 16 * 1024 * 1024;
/** Addresses named in the omission list; a page that lacks more is described well enough. */
const MAX_OMISSIONS = 200;

/** The bytes of a page's resources as the still needs them, each asked for once. */
export type Resources = {
  /** A `data:` address, or nothing when there are no bytes; the reason is then in `omissions`. */
  dataUrl(url: string, kind: Omission['kind'], quiet?: boolean): Promise<string | undefined>;
  /** Whether a picture of a sheet is known to have no bytes: sheets name them by the hundred thousand. */
  isUnasked(url: string): boolean;
  /** A sheet's or SVG's text, decoded as a browser would with `fallbackCharset` for its document's. */
  text(url: string, kind: Omission['kind'], fallbackCharset: string): Promise<string | undefined>;
  omit(omission: Omission): void;
  readonly omissions: Omission[];
};

export function createResources(received: ReceivedBytes, budgetBytes: number): Resources {
  const bodies = new Map<string, Promise<ReceivedBody>>();
  const encoded = new Map<string, Promise<string | undefined>>();
  const omitted = new Map<string, Omission>();
  let left = budgetBytes;

  const omit = (omission: Omission) => {
    const what = omission.what.slice(0, 2000);
    if (omitted.size < MAX_OMISSIONS && !omitted.has(what)) omitted.set(what, { ...omission, what });
  };
  const bodyOf = (url: string, kind: Omission['kind']) => {
    let body = bodies.get(url);
    if (!body) {
      body = received.bodyOf(url, kind);
      bodies.set(url, body);
    }
    return body;
  };
  const encode = async (url: string, kind: Omission['kind'], quiet: boolean) => {
    const named = kind === 'other' ? 'image' : kind;
    const body = await bodyOf(url, kind);
    if (!body.ok) {
      // A picture of a sheet that the browser never asked for is shown nowhere on the page.
      const unused = kind === 'other' && body.omission === 'not-loaded';
      if (!quiet && !unused)
        omit({ what: url, kind: named, reason: body.omission, ...statusOf(body.status) });
      return undefined;
    }
    // What a site answers in place of a picture or a font is not drawn by the page either.
    const type = sniffType(body.bytes, body.type, named);
    if (body.bytes.length === 0 || !fits(type, body.status, named)) {
      if (!quiet && body.status >= 400)
        omit({ what: url, kind: named, reason: 'http-error', status: body.status });
      return undefined;
    }
    if (body.bytes.length > RESOURCE_MAX_BYTES || body.bytes.length * 1.4 > left) {
      omit({ what: url, kind: named, reason: 'too-large' });
      return undefined;
    }
    // A picture that broke off is drawn as far as it came.
    if (body.isCut && !quiet) omit({ what: url, kind: named, reason: 'connection-failed' });
    left -= body.bytes.length * 1.34;
    const bytes = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.byteLength);
    return `data:${type};base64,${bytes.toString('base64')}`;
  };
  return {
    omit,
    get omissions() {
      return [...omitted.values()];
    },
    dataUrl: (address, kind, quiet = false) => {
      const hash = address.startsWith('data:') ? -1 : address.indexOf('#');
      const url = hash < 0 ? address : address.slice(0, hash);
      if (/^data:/i.test(url)) return Promise.resolve(/^data:text\/html/i.test(url) ? undefined : url);
      if (!/^(https?|blob|filesystem):/i.test(url)) return Promise.resolve(undefined);
      let result = encoded.get(url);
      if (!result) {
        result = encode(url, kind, quiet);
        encoded.set(url, result);
      }
      return hash < 0 ? result : result.then((data) => data && data + address.slice(hash));
    },
    isUnasked: (url) => /^https?:/.test(url) && received.asked?.(url) === false,
    text: async (url, kind, fallbackCharset) => {
      if (/^data:/i.test(url)) return dataText(url);
      if (!/^(https?|blob):/i.test(url)) return undefined;
      const body = await bodyOf(url, kind);
      if (body.ok && body.isCut) omit({ what: url, kind, reason: 'connection-failed' });
      if (body.ok && body.status < 400) return decodeSheet(body.bytes, body.charset, fallbackCharset);
      if (body.ok) omit({ what: url, kind, reason: 'http-error', status: body.status });
      else omit({ what: url, kind, reason: body.omission, ...statusOf(body.status) });
      return undefined;
    },
  };
}

/** Browsers draw a picture whatever its status, and refuse a font of a failed answer. */
function fits(type: string, status: number, kind: Omission['kind']): boolean {
  if (kind === 'image') return type.startsWith('image/');
  if (kind === 'font') return status < 400 && !/^(text|image)\//.test(type);
  return status < 400;
}

function statusOf(status: number | undefined): { status?: number } {
  return status === undefined ? {} : { status };
}

/** CSS Syntax 3.2: a byte order mark, then the transport's charset, then `@charset`, then the document's. */
export function decodeSheet(bytes: Uint8Array, charset: string | undefined, fallback: string): string {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const named = charset || /^@charset "([^"]+)";/.exec(start)?.[1] || fallback;
  const marked = start.startsWith('\u00ef\u00bb\u00bf') ? 'utf-8' : named;
  try {
    return new TextDecoder(marked).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function dataText(url: string): string | undefined {
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const head = url.slice(5, comma);
  try {
    const raw = url.slice(comma + 1).split('#')[0] ?? '';
    if (/;\s*base64\s*$/i.test(head)) return Buffer.from(decodeURIComponent(raw), 'base64').toString('utf8');
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
