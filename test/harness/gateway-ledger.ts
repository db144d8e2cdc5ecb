import { httpCall } from './http-call.ts';

export interface Charge {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface LedgerPage {
  readonly has_more: boolean;
  readonly data: readonly Charge[];
}

const authorization = 'Bearer sk_test_simulator';

/** Every charge that the running simulator knows, newest first. */
export async function readLedger(gateway: string, startingAfter = ''): Promise<readonly Charge[]> {
  const { body } = await httpCall(gateway)<LedgerPage>(
    `/v1/payment_intents?limit=100${startingAfter && `&starting_after=${startingAfter}`}`,
    { headers: { authorization } },
  );
  const last = body.data.at(-1);
  return body.has_more && last ? [...body.data, ...(await readLedger(gateway, last.id))] : body.data;
}
