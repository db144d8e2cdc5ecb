import { type Fixtures, resource } from './fixture.ts';

const table = resource(
  'AWS::DynamoDB::Table',
  {
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  },
  { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
);

/** By the names of the rules. */
export const tableFixtures: Fixtures = {
  rows_never_expire: {
    keeps: table(),
    breaks: [table({ TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } })],
  },
  tables_are_paid_by_use: {
    keeps: table(),
    breaks: [undefined, 'PROVISIONED'].map((BillingMode) => table({ BillingMode })),
  },
  outboxes_stream_new_images: {
    keeps: table(),
    breaks: [table({ StreamSpecification: { StreamViewType: 'KEYS_ONLY' } })],
  },
  outboxes_can_be_restored: {
    keeps: table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
    breaks: [undefined, { PointInTimeRecoveryEnabled: false }].map((PointInTimeRecoverySpecification) =>
      table({ PointInTimeRecoverySpecification }),
    ),
  },
  kept_tables_refuse_deletion: {
    keeps: table({ DeletionProtectionEnabled: false }, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }),
    breaks: [table({ DeletionProtectionEnabled: false }), table({}, { UpdateReplacePolicy: 'Delete' })],
  },
};
