import type { Socket } from 'node:net';
import type { Refusal } from './refusal.ts';

/** How often open connections are added up, in milliseconds: at 1 Gbit/s a page overshoots its budget by 6 MB. */
const COUNT_INTERVAL_MS = 50;
/** Refusals kept by host and port: more than a page's worth of hosts, less than a page can make up. */
const REFUSALS_KEPT = 1000;

/** Counts what one browser sends and receives, and ends every connection at once when a budget is spent. */
export class Traffic {
  readonly #open = new Set<Socket>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #maxBytes: number;
  readonly #maxSockets: number;
  readonly #timer: NodeJS.Timeout;
  readonly #givenUp = new Set<string>();
  readonly #byHost = new Map<Socket, string>();
  #closedBytes = 0;
  #opened = 0;
  #pending = 0;
  #spent = false;

  constructor(maxBytes: number, maxSockets: number) {
    this.#maxBytes = maxBytes;
    this.#maxSockets = maxSockets;
    this.#timer = setInterval(() => this.#check(), COUNT_INTERVAL_MS);
    this.#timer.unref();
  }

  /** Bytes in both directions, headers and TLS included. */
  get bytes(): number {
    let total = this.#closedBytes;
    for (const socket of this.#open) total += socket.bytesRead + socket.bytesWritten;
    return total;
  }

  get connections(): number {
    return this.#opened;
  }

  /** True once a budget ended this browser's traffic. */
  get spent(): boolean {
    return this.#spent;
  }

  /** Why there is no room for one more connection, or undefined when there is; room is held until `arrived`. */
  reserve(host = '', port = 0): string | undefined {
    if (this.#givenUp.has(`${host}:${port}`)) return 'no answer for too long';
    if (this.#spent) return `more than ${this.#maxBytes / 1_000_000} MB`;
    if (this.#open.size + this.#pending >= this.#maxSockets)
      return `more than ${this.#maxSockets} connections`;
    this.#pending += 1;
    return undefined;
  }

  arrived(socket?: Socket, host = '', port = 0): void {
    this.#pending -= 1;
    if (!socket) return;
    this.#opened += 1;
    this.#open.add(socket);
    this.#byHost.set(socket, `${host}:${port}`);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#byHost.delete(socket);
      this.#closedBytes += socket.bytesRead + socket.bytesWritten;
    });
    this.#check();
  }

  /** Ends every connection to an address's host and port and opens no more: it has not answered, and a page waits. */
  giveUp(url: URL): void {
    const port = url.port || (url.protocol === 'https:' || url.protocol === 'wss:' ? '443' : '80');
    const place = `${url.hostname}:${port}`;
    this.#givenUp.add(place);
    for (const [socket, at] of this.#byHost) if (at === place) socket.destroy();
  }

  refused(refusal: Refusal): void {
    if (this.#refusals.size < REFUSALS_KEPT) this.#refusals.set(`${refusal.host}:${refusal.port}`, refusal);
  }

  /** What became of the connection for an address, if it was refused. */
  refusalOf(url: URL): Refusal | undefined {
    const port = url.port || (url.protocol === 'https:' || url.protocol === 'wss:' ? '443' : '80');
    return this.#refusals.get(`${url.hostname}:${port}`);
  }

  get refusals(): readonly Refusal[] {
    return [...this.#refusals.values()];
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of this.#open) socket.destroy();
  }

  #check(): void {
    if (this.#spent || this.bytes <= this.#maxBytes) return;
    this.#spent = true;
    for (const socket of this.#open) socket.destroy();
  }
}
