import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { ownRules } from '../../rules/review.ts';

/** The rules of rules/*.guard that each of these templates breaks. */
export function brokenRules(templates: readonly unknown[]): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-guard-'));
  try {
    return templates.map((template, index) => {
      const path = join(folder, `${index}.template.json`);
      writeFileSync(path, JSON.stringify(template));
      const { violations } = ownRules().validate({
        templatePaths: [path],

        appConstruct: new App(),
      });
      return [...new Set(violations.map(({ ruleName }) => ruleName))];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
