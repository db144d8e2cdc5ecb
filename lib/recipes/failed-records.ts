import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { dataKey } from './data-key.ts';
import type { NodeFunction } from './node-function.ts';
import type { StageSettings } from './stage-settings.ts';

/** Where an event source leaves, whole, the records that it gave up. They hold customers' orders: nobody else may read them. */
export class FailedRecords extends Bucket {
  constructor(scope: Construct, id: string, { stage }: { readonly stage: StageSettings }) {
    const key = dataKey(scope, stage);
    super(scope, id, {
      ...(key
        ? // One request for many objects.
          { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // The rows still hold what is in them: an order that was given up is in the index of open orders.
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
  }

  /** The failure destination of one function's event source; CDK's own would also let the function read and delete. */
  destinationOf(target: NodeFunction) {
    target.allow(['s3:PutObject'], [this.arnForObjects('*')]);
    target.allow(['s3:ListBucket'], [this.bucketArn]);
    return { bind: () => ({ destination: this.bucketArn }) };
  }
}
