import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

interface FlowTableProps {
  readonly stage: Stage;
  readonly key: string;
}

/** A table whose stream feeds the next stage of the flow, and whose rows are never lost outside dev. */
export const flowTable = (scope: Construct, id: string, { stage, key }: FlowTableProps) =>
  // Not TableV2: an emulator of CloudFormation empties such a table when an index of it changes.
  new Table(scope, id, {
    partitionKey: { name: key, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_IMAGE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage.keepsData,
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
