/** Sentences of the page, in the reader's language. */
export type AccessPageWords = {
  readonly noAnswer: string;
  readonly never: string;
  readonly used: string;
  readonly ends: string;
  readonly isThis: string;
  readonly rotate: string;
  readonly revoke: string;
  readonly sure: string;
  readonly once: string;
};

/** The page `GET /access`: lists, makes, rotates and revokes tokens. Runs in the browser; shows all as text, never as markup. */
export function accessPage(words: AccessPageWords): void {
  const KEPT = 'stillpage-token';
  type Token = {
    id: string;
    name: string;
    scopes: string[];
    createdAt: string;
    expiresAt?: string;
    lastUsedAt?: string;
    isThis: boolean;
  };
  const find = (id: string) => document.getElementById(id) as HTMLElement;
  const field = (id: string) => document.getElementById(id) as HTMLInputElement;
  let token = '';

  const call = async (method: string, path: string, body?: object) => {
    const response = await window.fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      credentials: 'omit',
      cache: 'no-store',
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status === 204) return {};
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? String(response.status));
    return answer;
  };
  const tell = (text: string) => {
    find('problem').textContent = text;
  };
  const attempt = (work: () => Promise<void>) => {
    tell('');
    work().catch((error: Error) => tell(error.message || words.noAnswer));
  };
  const day = (time: string) => new Date(time).toLocaleDateString(document.documentElement.lang);

  const show = async () => {
    const { tokens } = (await call('GET', '/tokens')) as { tokens: Token[] };
    sessionStorage.setItem(KEPT, token);
    find('enter').hidden = true;
    find('tokens').hidden = false;
    find('list').replaceChildren(...tokens.map(rowOf));
  };
  const showNew = (connectString: string) => {
    const output = field('fresh');
    output.value = connectString;
    find('made').hidden = false;
    output.select();
  };

  const button = (text: string, work: () => Promise<void>) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', () => attempt(work));
    return made;
  };
  const rowOf = (one: Token) => {
    const row = document.createElement('li');
    const facts = [
      one.scopes.join(' + '),
      `${words.used}: ${one.lastUsedAt ? day(one.lastUsedAt) : words.never}`,
      ...(one.expiresAt ? [`${words.ends}: ${day(one.expiresAt)}`] : []),
      one.id.slice(0, 12),
      ...(one.isThis ? [words.isThis] : []),
    ];
    const name = document.createElement('strong');
    name.textContent = one.name;
    const line = document.createElement('p');
    line.className = 'facts';
    line.textContent = facts.join(' · ');
    row.append(
      name,
      line,
      button(words.rotate, async () => {
        if (!window.confirm(`${words.rotate}: ${one.name}. ${words.sure}`)) return;
        const made = await call('POST', `/tokens/${one.id}/rotate`);
        if (one.isThis) token = made.token;
        await show();
        showNew(made.connectString);
      }),
      ' ',
      button(words.revoke, async () => {
        if (!window.confirm(`${words.revoke}: ${one.name}. ${words.sure}`)) return;
        await call('DELETE', `/tokens/${one.id}`);
        if (one.isThis) {
          sessionStorage.removeItem(KEPT);
          location.reload();
        } else await show();
      }),
    );
    return row;
  };

  find('enter').addEventListener('submit', (event) => {
    event.preventDefault();
    const given = field('token').value.trim();
    token = /sp_[A-Za-z0-9_-]{20,}/.exec(given)?.[0] ?? given;
    attempt(show);
  });
  find('new').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => {
      const scopes = ['save', 'read', 'admin'].filter((scope) => field(scope).checked);
      const days = Number(field('days').value);
      const made = await call('POST', '/tokens', {
        name: field('name').value,
        scopes,
        ...(days > 0 ? { days } : {}),
      });
      field('name').value = '';
      field('days').value = '';
      await show();
      showNew(made.connectString);
    });
  });
  const kept = sessionStorage.getItem(KEPT);
  if (kept) {
    token = kept;
    attempt(show);
  }
}
