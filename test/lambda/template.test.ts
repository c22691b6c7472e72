import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as keys from '@stillpage/lambda/library/keys.ts';
import { describe, expect, test } from 'vitest';
import { ROOT } from './cloud.ts';
import { readTemplate } from './read-template.ts';

const { Parameters, Resources } = readTemplate(readFileSync(join(ROOT, 'template.yaml'), 'utf8'));
const ofType = (type: string) => Object.entries(Resources).filter(([, resource]) => resource.Type === type);

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Principal?: unknown;
  Condition?: unknown;
};
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
/** Every statement of a role, with the name of the policy that holds it. */
const statementsOf = (role: string): Statement[] =>
  (Resources[role]?.Properties.Policies ?? []).flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
const actionsOf = (role: string) => statementsOf(role).flatMap(({ Action }) => list(Action));

describe('the stack', () => {
  test('has four functions from one image, each with its own role, log, memory and time', () => {
    const functions = ofType('AWS::Serverless::Function');
    expect(functions.map(([, { Properties }]) => Properties.ImageConfig.Command[0]).sort()).toEqual([
      'dist/lambda/capture.handler',
      'dist/lambda/function-url.handler',
      'dist/lambda/index.handler',
      'dist/lambda/sweep.handler',
    ]);
    const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(4);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ PackageType: 'Image', ImageUri: { Ref: 'ImageUri' } });
      for (const name of ['MemorySize', 'Timeout', 'LoggingConfig']) expect(Properties).toHaveProperty(name);
      expect(Properties).not.toHaveProperty('Policies');
    }
  });

  test('gives no role more than it uses: no star as action or resource', () => {
    const roles = ofType('AWS::IAM::Role');
    expect(roles).toHaveLength(4);
    for (const [name, { Properties }] of roles) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      for (const { Effect, Action, Resource } of statementsOf(name)) {
        expect(Effect).toBe('Allow');
        for (const action of list(Action)) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
        for (const resource of list(Resource)) expect(resource).not.toBe('*');
      }
    }
  });

  test('lets the capture function write its log, and Lambda its dead letters, and nothing else', () => {
    expect(statementsOf('CaptureRole').map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': 'CaptureLogs.Arn' }],
      ['sqs:SendMessage', { 'Fn::GetAtt': 'CaptureDeadLetters.Arn' }],
    ]);
    expect(Resources.CaptureFunction?.Properties?.Environment).toEqual({
      Variables: { STILLPAGE_CONSENT: { Ref: 'Consent' } },
    });
    expect(Resources.CaptureFunction?.Properties).not.toHaveProperty('VpcConfig');
  });

  test('lets the API write every part of the store but the index, which has its own writers', () => {
    const written = (role: string) =>
      statementsOf(role)
        .filter(({ Action }) => list(Action).includes('s3:PutObject'))
        .flatMap(({ Resource }) => list(Resource).map((resource) => JSON.stringify(resource)))
        .join(' ');
    // Every folder of the store that the library's own list of keys names.
    const source = readFileSync(join(ROOT, 'lambda/library/keys.ts'), 'utf8');
    const folders = new Set([...source.matchAll(/['`]([a-z]+)\//g)].map(([, folder]) => folder));
    folders.delete('catalog');
    expect(folders.size).toBeGreaterThan(5);
    for (const folder of folders) expect(written('ApiRole')).toContain(`/${folder}/*`);
    expect(written('ApiRole')).not.toContain('/catalog/');
    expect(written('IndexRole')).toContain('/catalog/*');
    for (const role of ['IndexRole', 'SweepRole']) {
      expect(written(role)).not.toContain('/tokens/');
      expect(written(role)).not.toContain('/secrets/');
    }
    expect(actionsOf('IndexRole')).not.toContain('lambda:InvokeFunction');
  });

  test('keeps the bucket private, encrypted, versioned, and after the stack is gone', () => {
    const [[, bucket] = ['', undefined]] = ofType('AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket?.Properties).toMatchObject({
      BucketEncryption: {},
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(JSON.stringify(bucket?.Properties.LifecycleConfiguration)).toContain(
      'AbortIncompleteMultipartUpload',
    );
    const [[, policy] = ['', undefined]] = ofType('AWS::S3::BucketPolicy');
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } }),
    ]);
  });

  test('tells the index of records and results and of no file of a snapshot', () => {
    const rules = Resources.Bucket?.Properties.NotificationConfiguration.QueueConfigurations.map(
      ({ Filter }: { Filter: { S3Key: { Rules: { Name: string; Value: string }[] } } }) =>
        Object.fromEntries(Filter.S3Key.Rules.map(({ Name, Value }) => [Name, Value])),
    ) as { prefix: string; suffix: string }[];
    const told = (key: string) =>
      rules.filter(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)).length;
    const id = '0'.repeat(26);
    expect([told(keys.linkKey(id)), told(keys.snapshotKey(id)), told(`snapshots/${id}/result.json`)]).toEqual(
      [1, 1, 1],
    );
    for (const key of [
      keys.artifactKey(id, 'still'),
      `snapshots/${id}/progress.json`,
      keys.CATALOG_POINTER,
      keys.queueKey(id),
    ])
      expect([key, told(key)]).toEqual([key, 0]);
  });

  test('encrypts its queues, gives each worker a dead-letter queue, and watches them', () => {
    for (const [, { Properties }] of ofType('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(Resources.IndexQueue?.Properties.RedrivePolicy.deadLetterTargetArn).toEqual({
      'Fn::GetAtt': 'IndexDeadLetters.Arn',
    });
    const index = Resources.IndexFunction?.Properties;
    expect(index.Events.Queue.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(Resources.IndexQueue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * index.Timeout);
    const capture = Resources.CaptureFunction?.Properties.EventInvokeConfig;
    expect(capture).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': 'CaptureDeadLetters.Arn' } } },
    });
    // An event that waits longer would find its uploads ended.
    expect(capture.MaximumEventAgeInSeconds).toBeLessThan(75 * 60);
    const watched = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      JSON.stringify(Properties.Dimensions),
    );
    for (const name of ['CaptureDeadLetters', 'IndexDeadLetters', 'ApiFunction', 'SweepFunction'])
      expect(watched.join()).toContain(name);
    expect(ofType('AWS::Budgets::Budget')).toHaveLength(1);
  });

  test('can be reached by its URL alone, streams, and answers CORS once', () => {
    expect(Resources.ApiFunction?.Properties.FunctionUrlConfig).toEqual({
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
    });
    expect(Resources.ApiUrlInvokes?.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
    });
  });

  test('scans its images and shares them by name of account only', () => {
    const repository = Resources.Repository?.Properties;
    expect(repository).toMatchObject({
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
    expect(JSON.stringify(repository.RepositoryPolicyText)).toContain('PullAccounts');
    expect(JSON.stringify(repository.RepositoryPolicyText)).not.toContain('"*"');
  });

  test('says of every parameter why it is as it is', () => {
    for (const [name, { Description }] of Object.entries(Parameters))
      expect([name, (Description ?? '').length]).toEqual([
        name,
        expect.toSatisfy((length: number) => length > 15),
      ]);
  });

  test('keeps every log for a named time', () => {
    for (const [, { Properties }] of ofType('AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toEqual({ Ref: 'LogDays' });
  });
});
