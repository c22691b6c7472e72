import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { WayOut } from './way-out.ts';

/** A listener for each way out: whoever connects to it, or sends it a datagram, used that way. */
export type Canaries = {
  portOf(way: WayOut): number;
  /** Whether anything arrived by it since the last `forget`. */
  isTouched(way: WayOut): boolean;
  forget(): void;
  close(): void;
};

const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n\r\nsecret';

/** Starts one canary for each way that leads to an address of this machine. */
export async function startCanaries(ways: readonly WayOut[]): Promise<Canaries> {
  const touched = new Set<WayOut>();
  const ports = new Map<WayOut, number>();
  const open: (Server | UdpSocket)[] = [];
  const sockets = new Set<Socket>();
  for (const way of ways) {
    if (!way.listens) continue;
    if (way.udp) {
      const udp = createSocket('udp4').on('message', () => touched.add(way));
      udp.bind(0, way.listens);
      await once(udp, 'listening');
      open.push(udp);
      ports.set(way, udp.address().port);
      continue;
    }
    const server = createServer((socket) => {
      touched.add(way);
      sockets.add(socket);
      socket.on('data', () => socket.end(ANSWER));
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, way.listens);
    // A machine without IPv6 has no such way.
    const listening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!listening) continue;
    open.push(server);
    ports.set(way, (server.address() as AddressInfo).port);
  }
  return {
    portOf: (way) => ports.get(way) ?? 9,
    isTouched: (way) => touched.has(way),
    forget: () => touched.clear(),
    close() {
      for (const one of open) one.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
