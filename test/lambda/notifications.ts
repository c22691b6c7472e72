import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import type { Deployed } from './function.ts';

/** What the template's rules let through: records and results, not the files of a snapshot. */
const NOTIFIED = /^(links\/[^/]+\.json|snapshots\/[^/]+\/(record|result)\.json)$/;

/** How the event source of the template takes messages. */
const BATCH_SIZE = 10;
const VISIBILITY_S = 2;
const RECEIVES_MAX = 4;

/** The bucket's notifications through a real SQS server into the index function, with its dead-letter queue. */
export type Notifications = {
  /** Where the S3 server posts its events. */
  readonly hook: string;
  readonly batches: number[];
  /** Objects written into the bucket so far, whether the queue is told of them or not. */
  created(): number;
  /** Puts a message into the queue as it is. */
  send(body: string): Promise<void>;
  deadLetters(): Promise<string[]>;
  /** Resolves when the queue is empty and nothing of it is being worked on. */
  drained(): Promise<void>;
  /** Begins to hand batches to the function. */
  connect(deployed: Deployed): void;
  close(): Promise<void>;
};

export async function startNotifications(): Promise<Notifications> {
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const sqs = new SQSClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${fauxqs.port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const dead = (await sqs.send(new CreateQueueCommand({ QueueName: 'index-dead' }))).QueueUrl;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const queue = (
    await sqs.send(
      new CreateQueueCommand({
        QueueName: 'index',
        Attributes: {
          VisibilityTimeout: String(VISIBILITY_S),
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: Attributes?.QueueArn,
            maxReceiveCount: RECEIVES_MAX,
          }),
        },
      }),
    )
  ).QueueUrl;
  const send = async (body: string) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
  };
  let created = 0;
  const hook = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const all: { eventName: string; s3: { object: { key: string } } }[] = JSON.parse(body).Records ?? [];
    created += all.filter(({ eventName }) => /ObjectCreated/.test(eventName)).length;
    const records = all.filter(
      ({ eventName, s3 }) =>
        /ObjectCreated/.test(eventName) && NOTIFIED.test(decodeURIComponent(s3.object.key)),
    );
    if (records.length > 0) await send(JSON.stringify({ Records: records }));
    response.writeHead(200).end();
  });
  await once(hook.listen(0, '127.0.0.1'), 'listening');
  const batches: number[] = [];
  let closed = false;
  let polling: Promise<void> | undefined;

  async function poll(deployed: Deployed): Promise<void> {
    while (!closed) {
      const { Messages = [] } = await sqs
        .send(
          new ReceiveMessageCommand({
            QueueUrl: queue,
            MaxNumberOfMessages: BATCH_SIZE,
            WaitTimeSeconds: 1,
          }),
        )
        .catch(() => ({ Messages: [] }));
      if (Messages.length === 0 || closed) continue;
      batches.push(Messages.length);
      const event = {
        Records: Messages.map(({ MessageId, Body }) => ({
          messageId: MessageId,
          body: Body,
          eventSource: 'aws:sqs',
        })),
      };
      const answer = (await deployed.invoke(event).catch(() => undefined)) as
        | { batchItemFailures: { itemIdentifier: string }[] }
        | undefined;
      // Without an answer nothing of the batch is done; with one, all that it does not name.
      const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { MessageId, ReceiptHandle } of Messages)
        if (answer && !failed.has(MessageId ?? ''))
          await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
    }
  }

  return {
    hook: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
    batches,
    created: () => created,
    send,
    async deadLetters() {
      const found = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: dead, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
      );
      return (found.Messages ?? []).map(({ Body = '' }) => Body);
    },
    async drained() {
      for (;;) {
        const { Attributes: counts = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] }),
        );
        const left =
          Number(counts.ApproximateNumberOfMessages) + Number(counts.ApproximateNumberOfMessagesNotVisible);
        if (left === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    connect(deployed) {
      polling ??= poll(deployed);
    },
    async close() {
      closed = true;
      hook.closeAllConnections();
      await new Promise((resolve) => hook.close(resolve));
      await polling;
      sqs.destroy();
      await fauxqs.stop();
    },
  };
}
