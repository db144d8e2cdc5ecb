import { confirm, type OperatorTerminal, terminalAt } from '../aws/operator-terminal.ts';

/**
 * How a command was called. As `chargeonce …` it refuses to write where nobody can be asked; as `npm run ops -- …`, which
 * scripts call, it goes on there.
 */
export type Form = 'chargeonce' | 'script';

interface Consent {
  readonly form: Form;
  readonly yes: boolean;
  /** What it would do, as text. */
  readonly preview: () => Promise<string>;
}

/** Where somebody sits at input and errors, though the output goes into a file or a program. */
const isAtTerminal = (form: Form) =>
  process.stdin.isTTY && process.stderr.isTTY && (form === 'chargeonce' || process.stdout.isTTY);

const askedOnStderr: OperatorTerminal = terminalAt(process.stderr);

const OTHERWISE = 'Nothing was changed.';

/** Shows what a command would do and goes on only when somebody agrees. @throws RefusedError where the answer is no */
export async function agreeFirst({ form, yes, preview }: Consent): Promise<void> {
  const asks = isAtTerminal(form);
  if (yes || (form === 'script' && !asks)) return;
  const ask = asks ? askedOnStderr.ask : undefined;
  if (ask) askedOnStderr.print(await preview());
  await confirm({ doIt: 'Proceed', yes: false, otherwise: OTHERWISE }, { ask });
}
