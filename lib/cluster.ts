/** The brokers: the stage's own, in a network of their own, or those of a cluster that is there already. */
export type Cluster = OwnCluster | ExistingCluster;

/** Three brokers in three zones. Express brokers have no volumes: their storage grows by itself and is paid as it is used. */
export type OwnCluster =
  | {
      readonly kind: 'brokers';
      readonly instanceType: `kafka.${string}`;
      /** What each broker starts with, and how far its volume may grow; it never shrinks. */
      readonly volumeGiB: number;
      readonly maxVolumeGiB: number;
    }
  | { readonly kind: 'express'; readonly instanceType: `express.${string}` };

/** What a synth has to be told about a cluster, since it looks nothing up. */
export interface ExistingCluster {
  readonly kind: 'existing';
  readonly arn: string;
  /** Express brokers refuse settings that standard ones need. */
  readonly express: boolean;
  readonly vpcId: string;
  /** Where the functions beside the brokers go. DynamoDB must be reachable from there. */
  readonly subnetIds: readonly string[];
  /** What these functions carry. The brokers' own groups must admit it on the IAM port, 9098. */
  readonly securityGroupId: string;
}
