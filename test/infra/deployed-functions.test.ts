import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { deployedFunctions } from '../../cli/sbom/deployed-functions.ts';
import { lockedPackages } from '../../cli/supply-chain/lockfile.ts';
import { stages } from '../../lib/stages.ts';
import { synthesise } from './synthesise.ts';

const FunctionResource = z.object({ Metadata: z.optional(z.object({ code: z.optional(z.string()) })) });

/** A function without code of ours would be one that the CDK adds. */
function codeOf(template: Template): string[] {
  return Object.values(template.findResources('AWS::Lambda::Function')).map(
    (found) => FunctionResource.parse(found).Metadata?.code ?? 'not ours',
  );
}

describe('telling what is deployed', () => {
  const functions = deployedFunctions(lockedPackages());
  const packagesOf = (wanted: string) =>
    functions.filter(({ name }) => name === wanted).flatMap(({ packages }) => packages.map(({ name }) => name));

  it('knows the code of every function in the templates of every stage, and no other', () => {
    const deployed = Object.values(stages).flatMap((stage) => {
      const { messaging, topics, flow } = synthesise(stage);
      return [messaging, topics, flow].flatMap(codeOf);
    });

    expect(new Set(functions.map(({ name }) => name))).toEqual(new Set(deployed));
  });

  it('tells the functions apart', () => {
    expect(packagesOf('payment-processor')).toEqual(expect.arrayContaining(['stripe', '@aws-sdk/util-dynamodb']));
    expect(packagesOf('reconciler')).toContain('@aws-sdk/client-dynamodb');
    expect(packagesOf('order-api')).not.toContain('@aws-sdk/client-dynamodb');
    expect(packagesOf('order-api')).not.toContain('stripe');
    expect(packagesOf('outbox-publisher')).toContain('kafkajs');
  });

  it('names none of the tools', () => {
    expect(functions.flatMap(({ packages }) => packages.filter(({ dev }) => dev))).toEqual([]);
  });

  it('leaves out what a bundle only reads', () => {
    expect(functions.flatMap(({ name }) => packagesOf(name))).not.toContain('bowser');
  });

  it('names the checksum of each bundle', () => {
    expect(functions.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([]);
  });
});
