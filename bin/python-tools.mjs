import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Programs from PyPI, each in an environment of its own: nothing goes into the system's Python. */
export const PYTHON_TOOLS = {
  emulator: tool({
    what: 'an endpoint that imitates AWS',
    folder: '.local/emulator',
    requirements: 'local/emulator/requirements.txt',
    // An endpoint that is given needs none of its own.
    isGiven: () => process.env.AWS_ENDPOINT_URL !== undefined,
  }),
  cfnLint: tool({
    what: 'the linter of CloudFormation',
    folder: '.local/cfn-lint',
    requirements: 'rules/cfn-lint/requirements.txt',
  }),
  schemathesis: tool({
    what: 'Schemathesis, which tries an HTTP API by its description',
    folder: '.local/schemathesis',
    requirements: 'rules/openapi/requirements.txt',
  }),
};

function tool({ what, folder, requirements, isGiven = () => false }) {
  const wanted = inProject(requirements);
  const venv = inProject(`${folder}/venv`);
  // Written last: a broken-off installation has none.
  const installed = `${venv}/requirements.txt`;

  return {
    what,
    isThere: () =>
      isGiven() || (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')),
    /** Every package is listed: none may bring another. */
    async run() {
      rmSync(venv, { recursive: true, force: true });
      await runQuietly('python3', ['-m', 'venv', venv]);
      const pip = `${venv}/bin/pip`;
      await runQuietly(pip, ['install', '-q', '--disable-pip-version-check', '--no-deps', '-r', wanted]);
      copyFileSync(wanted, installed);
    },
  };
}
