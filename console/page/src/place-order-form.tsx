import { useSignal } from '@preact/signals';
import type { PlacedByPage } from '../../contract/console-views.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { meta } from './console-store.ts';
import { NumberField, wrongNumber } from './number-field.tsx';
import { moneyText, shellWord } from './view-format.ts';

/** Of the simulated gateway; what each leads to. */
const PAYMENT_METHODS = {
  pm_card_visa: 'is paid',
  pm_card_chargeDeclined: 'is declined',
  pm_timeout_after_charge: 'charged, but the answer never comes',
  pm_timeout_before_charge: 'no answer, and not charged',
  pm_error_500_after_charge: 'charged, answered with an error',
  pm_error_500_before_execution: 'an error first, then paid',
  pm_slow_3s: 'is paid after 3 s',
  pm_processing: 'decided later, paid',
  pm_processing_fails: 'decided later, declined',
  pm_requires_action: 'needs the customer: declined',
  pm_wrong_amount: 'the gateway takes another amount: in review',
} as const;

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'JPY'] as const;
const CUSTOMER = 'c-1';

export function PlaceOrderForm() {
  const amount = useSignal('2500');
  const currency = useSignal<string>('EUR');
  const method = useSignal<string>('pm_card_visa');
  const field = { label: 'Amount', of: amount, highest: 99_999_999 };
  const known = meta.value;
  const stage = known === null || known.isLocal ? '' : ` --stage ${shellWord(known.stage)}`;
  const wrong = wrongNumber(field);
  return (
    <section class="card" aria-label="Place an order">
      <h3>Place an order</h3>
      <div class="row fields">
        <NumberField {...field} label="Amount, in minor units" />
        <Choice label="Currency" of={currency} options={CURRENCIES.map((code) => [code, code])} />
        <Choice
          label="Payment method"
          of={method}
          options={Object.entries(PAYMENT_METHODS).map(([id, leadsTo]) => [id, `${id}: ${leadsTo}`])}
        />
      </div>
      <CommandButton
        label="Place the order"
        kind="main"
        disabledBy={wrong}
        {...(known?.isLocal === false && {
          confirm: `${moneyText(Number(amount.value), currency.value)} will be charged at stage ${known.stage}.`,
        })}
        command={`npx chargeonce place --amount ${amount.value} --currency ${currency.value} --payment-method ${method.value}${stage}`}
        onRun={() =>
          post('/api/orders', {
            customerId: CUSTOMER,
            currency: currency.value,
            amount: Number(amount.value),
            paymentMethod: method.value,
          } satisfies PlacedByPage)
        }
      />
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly of: { value: string };
  readonly options: readonly (readonly [value: string, text: string])[];
}

function Choice({ label, of, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select
        value={of.value}
        onChange={({ currentTarget }) => {
          of.value = currentTarget.value;
        }}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
