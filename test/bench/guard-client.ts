import { connect, type Socket } from 'node:net';

/** How a request goes out: straight to the site, as a plain request to the guard, or through a tunnel of it. */
export type Way = 'direct' | 'guard-http' | 'guard-connect';

/** A connection over which answers of a known length come one after the other. */
export type Line = {
  ask(): Promise<void>;
  close(): void;
};

/** Opens a line to a site that answers every request with `answerBytes` bytes after its head. */
export async function openLine(way: Way, site: number, guard: number, answerBytes: number): Promise<Line> {
  const socket = await opened(way === 'direct' ? site : guard);
  const authority = `127.0.0.1:${site}`;
  if (way === 'guard-connect') {
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    await headOf(socket, 0);
  }
  const target = way === 'guard-http' ? `http://${authority}/` : '/';
  const request = `GET ${target} HTTP/1.1\r\nHost: ${authority}\r\nAccept: */*\r\n\r\n`;
  return {
    async ask() {
      socket.write(request);
      await headOf(socket, answerBytes);
    },
    close: () => socket.destroy(),
  };
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Waits for a head and so many bytes behind it. */
function headOf(socket: Socket, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0 || text.length < end + 4 + bytes) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      if (/^HTTP\/1\.1 200 /.test(text)) resolve();
      else reject(new Error(text.split('\r\n')[0]));
    };
    const onClose = () => reject(new Error('closed without an answer'));
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}
