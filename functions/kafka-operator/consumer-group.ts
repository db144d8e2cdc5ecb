/** How far a consumer group is, as its broker keeps it. */
export interface ConsumerGroup {
  /** How many consumers it has now. */
  members(group: string): Promise<number>;
  /** By partition, what it will read next; partitions where it never committed are missing. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /** Sets what it will read next; the broker refuses while the group has members, and then the answer is false. */
  commit(group: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<boolean>;
}
