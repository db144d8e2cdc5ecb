import { writeFileSync } from 'node:fs';
import { projectCommand } from '../cli/project-command.ts';
import { renewBetween } from '../cli/renew-document.ts';
import { scaleReport } from './scale/scale-cases.ts';
import { SCALE_MARK, scaleText } from './scale/scale-document.ts';
import { scalePage } from './scale/scale-page.ts';

// How long orders take, and which queue grows first, as the rate rises: a simulation, checked against what was measured here.
const [DOCUMENT, PAGE] = ['docs/scale.md', 'docs/reports/scale.html'];
const { write, json } = projectCommand('npm run bench -- scale')
  .description('Simulates the queues of the flow at rising rates, the same each time; takes about half a minute.')
  .option('--json', 'print JSON', false)
  .option('--write', `renew ${DOCUMENT} and ${PAGE}`, false)
  .parse()
  .opts<{ write: boolean; json: boolean }>();

const report = scaleReport((done, total) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} simulations${done === total ? '\n' : ''}`);
});
console.log(json ? JSON.stringify(report) : scaleText(report));
if (write) {
  renewBetween({ file: DOCUMENT, mark: SCALE_MARK, text: scaleText(report) });
  writeFileSync(PAGE, scalePage(report));
}
