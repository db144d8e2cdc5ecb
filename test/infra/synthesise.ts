import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, type Stack } from 'aws-cdk-lib/core';
import * as z from 'zod/mini';
import type { ExistingCluster, OwnCluster, SelfManagedCluster } from '../../lib/brokers/kafka.ts';
import { chargeonce, wiringAlone } from '../../lib/stage-stacks.ts';
import type { AwsStage } from '../../lib/stages.ts';
import { readable } from '../../rules/readable-values.ts';

/**
 * The templates of a stage, and what the synth had to say about them. A stage on an existing cluster has no messaging, and one on
 * self-managed brokers no topics.
 */
export function synthesise(stage: AwsStage, { validated } = { validated: false }) {
  const outdir = mkdtempSync(join(tmpdir(), 'chargeonce-synth-'));
  try {
    const app = new App({ outdir, context: wiringAlone, builtinCloudFormationValidation: validated });
    const { messaging, topics, flow } = chargeonce(app, stage);
    const { manifest, stacks } = app.synth();
    return {
      messaging: templateOf(messaging),
      topics: templateOf(topics),
      flow: Template.fromStack(flow),
      stacks: stacks.map(({ stackName, terminationProtection }) => ({ stackName, terminationProtection })),
      lookUps: manifest.missing ?? [],
      messages: stacks.flatMap((stack) => stack.messages),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const templateOf = (stack: Stack | undefined) => (stack ? Template.fromStack(stack) : Template.fromJSON({}));

/** The clusters that a stage can have and that neither dev nor prod has. */
export const express: OwnCluster = { kind: 'express', instanceType: 'express.m7g.large' };

export const existing: ExistingCluster = {
  kind: 'existing',
  arn: 'arn:aws:kafka:us-east-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5',
  express: false,
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-1b2c3d4e5f67890a1'],
  securityGroupId: 'sg-0a1b2c3d4e5f67890',
};

const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

export const selfManaged: SelfManagedCluster = {
  kind: 'self-managed',
  brokers: ['broker-1.example.com:9096', 'broker-2.example.com:9096'],
  auth: 'scram',
  secretArn: secret('kafka/chargeonce'),
  authoritySecretArn: secret('kafka/authority'),
  vpcId: existing.vpcId,
  subnetIds: existing.subnetIds,
  securityGroupId: existing.securityGroupId,
};

/** The resources of a type whose ids begin so, as they read, by id. */
export function resources(template: Template, type: string, idPrefix = ''): Readonly<Record<string, unknown>> {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(idPrefix));
  return Object.fromEntries(
    found.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), readable(Properties)]),
  );
}

/** The properties of the one resource of a type whose id begins so. */
export function resource(template: Template, type: string, idPrefix = ''): unknown {
  const [found, ...others] = Object.values(resources(template, type, idPrefix));
  if (found === undefined || others.length > 0)
    throw new Error(`Not one ${type} ${idPrefix} but ${others.length + 1}.`);
  return found;
}

const Resources = z.record(z.string(), z.object({ Type: z.string(), DeletionPolicy: z.optional(z.string()) }));

/** What is said of each resource beside its properties. */
export const allResources = (template: Template) => Object.values(Resources.parse(template.toJSON()['Resources']));
