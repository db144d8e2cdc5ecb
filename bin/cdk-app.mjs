// What cdk.json names: synthesises under the project's own Node, whatever Node the CDK itself runs on.
import { existsSync } from 'node:fs';
import { goOn, inProject } from './project.mjs';

if (existsSync(inProject('node_modules/aws-cdk-lib'))) await goOn({ module: 'lib/app.ts' }, process.argv.slice(2));
else {
  console.error('The packages are not installed: npm ci');
  process.exitCode = 2;
}
