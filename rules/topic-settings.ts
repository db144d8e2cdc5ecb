import * as z from 'zod/mini';
import type { AwsStage } from '../lib/stages.ts';
import { resourcesOfType, type Templates } from '../local/assembly.ts';

const Topic = z.object({ TopicName: z.string(), Configs: z.string() });
const Settings = z.record(z.string(), z.string());

/** Said of each topic, too: its cluster may be another's. */
const SAFE = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' };

/** cfn-guard can't read them: they are JSON in base64. Returns what is wrong, one line each. */
export function unsafeTopics(templates: Templates, { cluster }: Pick<AwsStage, 'cluster'>): readonly string[] {
  const express = cluster.kind === 'express' || (cluster.kind === 'existing' && cluster.express);
  // Express brokers have these values, and let nobody name them.
  const wanted = Object.entries(express ? {} : SAFE);
  return resourcesOfType(templates, 'AWS::MSK::Topic').flatMap(({ Properties }) => {
    const { TopicName, Configs } = Topic.parse(Properties);
    const settings = Settings.parse(JSON.parse(Buffer.from(Configs, 'base64').toString('utf8')));
    return wanted
      .filter(([setting, value]) => settings[setting] !== value)
      .map(([setting, value]) => `${TopicName} needs ${setting}=${value}`);
  });
}
