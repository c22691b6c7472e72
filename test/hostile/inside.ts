import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Things on this machine that no page may reach: whatever arrives is written down. */
export type Inside = {
  /** The same TCP port on 127.0.0.2, and on ::1 where there is IPv6. */
  readonly port: number;
  /** A TCP port on 127.0.0.1, beside the one that is open. */
  readonly shutPort: number;
  readonly udpPort: number;
  /** What arrived: the first line of each connection, or `connected`. */
  readonly touched: string[];
  close(): void;
};

/** Starts the canaries. */
export async function startInside(): Promise<Inside> {
  const touched: string[] = [];
  const servers: (Server | UdpSocket)[] = [];
  const listen = async (host: string, port: number): Promise<number> => {
    const server = createServer((socket) => {
      const entry = touched.push(`${host} connected`) - 1;
      socket.on('data', (chunk) => {
        touched[entry] = `${host} ${chunk.toString('latin1').split('\r\n')[0]}`;
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nAccess-Control-Allow-Origin: *\r\n\r\nsecret');
      });
      socket.on('error', () => {});
    });
    server.listen(port, host);
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  const port = await listen('127.0.0.2', 0);
  await listen('::1', port).catch(() => {});
  const shutPort = await listen('127.0.0.1', 0);
  const udp = createSocket('udp4').on('message', (message) => touched.push(`udp ${message.length} bytes`));
  udp.bind(0, '0.0.0.0');
  await once(udp, 'listening');
  servers.push(udp);
  return {
    port,
    shutPort,
    udpPort: udp.address().port,
    touched,
    close() {
      for (const server of servers) server.close();
    },
  };
}

/** Every way to spell an address of the inside that the operating system would understand. */
export function insideOrigins({ port, shutPort }: Inside): Record<string, string> {
  return {
    plain: `http://127.0.0.2:${port}`,
    decimal: `http://2130706434:${port}`,
    hex: `http://0x7f000002:${port}`,
    octal: `http://0177.0.0.2:${port}`,
    short: `http://127.2:${port}`,
    'full-width': `http://１２７.０.０.２:${port}`,
    dotted: `http://127.0.0.2.:${port}`,
    ipv6: `http://[::1]:${port}`,
    mapped: `http://[::ffff:127.0.0.2]:${port}`,
    unspecified: `http://0.0.0.0:${shutPort}`,
    'another port': `http://127.0.0.1:${shutPort}`,
    localhost: `http://localhost:${shutPort}`,
    'a name': `http://inside.test:${port}`,
    'a subdomain of localhost': `http://x.localhost:${shutPort}`,
    metadata: 'http://169.254.169.254',
    'metadata as number': 'http://2852039166',
  };
}
