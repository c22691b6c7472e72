/** A link as the API lists it, as far as the page shows it. */
export type Link = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly tags: string[];
  readonly note: string;
  readonly createdAt: string;
  readonly rev: number;
  readonly snapshotIds: string[];
  readonly snapshot?: { id: string; status: string; visibility: string; hasThumbnail: boolean };
  readonly excerpt?: { text: string; matches: [number, number][] };
};

/** The API for the library page: every call carries the token; one that is refused ends in `onRefused` and an AbortError. */
export function makeApi(onRefused: () => void) {
  let token = '';

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await window.fetch(path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
      credentials: 'omit',
      cache: 'no-store',
    });
    if (response.status === 401 || response.status === 429) {
      onRefused();
      throw new DOMException('no access', 'AbortError');
    }
    if (response.ok) return response;
    const answer = (await response.json().catch(() => undefined)) as {
      error?: { code: string; message: string };
    };
    throw new Error(answer?.error?.message ?? String(response.status), { cause: answer?.error?.code });
  }

  return {
    use: (given: string) => {
      token = given;
    },
    send,
    /** A body is sent as JSON. */
    call: async <T>(path: string, method = 'GET', body?: unknown, more: RequestInit = {}): Promise<T> => {
      const init = { ...more, method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await (await send(path, init)).json()) as T;
    },
  };
}
export type Api = ReturnType<typeof makeApi>;
