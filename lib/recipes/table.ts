import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { dataKey } from './data-key.ts';
import type { StageSettings } from './stage-settings.ts';

interface FlowTableProps {
  readonly stage: StageSettings;
  readonly key: string;
  /** Lists, by their keys alone, the rows that have these two attributes. */
  readonly indexed?: { readonly index: string; readonly partitionKey: string; readonly sortKey: string };
}

/** A table whose stream feeds the next stage of the flow, and whose rows are never lost outside dev. */
export function flowTable(scope: Construct, id: string, { stage, key, indexed }: FlowTableProps) {
  // Not TableV2: an emulator of CloudFormation empties such a table when an index of it changes.
  const table = new Table(scope, id, {
    partitionKey: text(key),
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_IMAGE,
    ...encryptionOf(scope, stage),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage.keepsData,
    // Also where its creation is rolled back, since a protected table can't be deleted then. It is empty, and its name is its own.
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  if (indexed)
    table.addGlobalSecondaryIndex({
      indexName: indexed.index,
      partitionKey: text(indexed.partitionKey),
      sortKey: text(indexed.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  return table;
}

/** AWS's own key needs no word: said, it would be another, which is paid. */
export function encryptionOf(scope: Construct, stage: StageSettings) {
  const encryptionKey = dataKey(scope, stage);
  return encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey };
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
