import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CaptureResult, UploadJob } from '@stillpage/lambda/aws/capture-job.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';

/** A site with one page, and the place where the jobs of its captures put their files. */
export type UploadSite = {
  job(path: string): {
    readonly job: UploadJob;
    file(name: string): Buffer | undefined;
    result(): CaptureResult;
  };
  close(): void;
};

export async function startUploadSite(pages: Readonly<Record<string, string>>): Promise<UploadSite> {
  const uploads = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { url = '' } = request;
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      uploads.set(url, Buffer.concat(chunks));
      return void response.writeHead(200).end();
    }
    response
      .writeHead(pages[url] ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      .end(pages[url]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    job(path) {
      const id = newSnapshotId();
      const place = (name: string) => `/uploads/${id}/${name}`;
      const names = ['still', 'text', 'thumbnail', 'screenshot', 'pdf'] as const;
      return {
        job: {
          schema: 1,
          snapshotId: id,
          attempt: 1,
          url: `${origin}${path}`,
          view: viewSchema.parse({}),
          wanted: ['still', 'text', 'thumbnail', 'screenshot'],
          uploads: Object.fromEntries(names.map((name) => [name, `${origin}${place(name)}`])),
          progress: `${origin}${place('progress')}`,
          result: `${origin}${place('result')}`,
        },
        file: (name) => uploads.get(place(name)),
        result: () => JSON.parse(uploads.get(place('result'))?.toString('utf8') ?? 'null'),
      };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
