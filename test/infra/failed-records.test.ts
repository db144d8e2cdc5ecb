import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the bucket of records that were given up', () => {
  it('is encrypted, closed to the public, and keeps nothing for longer than 90 days', () => {
    expect(resource(flow, 'AWS::S3::Bucket')).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
    });
  });

  it('goes with its stack in dev, and outlives it in prod', () => {
    const [gone] = Object.values(flow.findResources('AWS::S3::Bucket'));
    const [kept] = Object.values(synthesise(stages.prod).flow.findResources('AWS::S3::Bucket'));

    expect(gone).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(kept).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });
});
