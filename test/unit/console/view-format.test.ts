import { describe, expect, it } from 'vitest';
import {
  clockText,
  consoleCommand,
  distanceText,
  equivalentCommand,
  moneyText,
} from '../../../console/page/src/view-format.ts';
import { GATEWAY_CURRENCIES } from '../../../functions/contracts/money.ts';

const LOCAL = { stage: 'local', isLocal: true };
const STAGE = { stage: 'prod', isLocal: false };

describe('an amount', () => {
  it('has the decimals of its currency', () => {
    expect([moneyText(2_500, 'EUR'), moneyText(500, 'jpy'), moneyText(1_234, 'KWD'), moneyText(5, 'USD')]).toEqual([
      '25.00 EUR',
      '500 JPY',
      '1.234 KWD',
      '0.05 USD',
    ]);
  });

  it('has those of the contracts for every currency of the gateway', () => {
    for (const [code, { isoDecimals }] of GATEWAY_CURRENCIES)
      expect(moneyText(1, code)).toBe(`${(10 ** -isoDecimals).toFixed(isoDecimals)} ${code}`);
  });
});

describe('a moment', () => {
  it('is told as its distance from now', () => {
    expect([distanceText(5_000, 67_000), distanceText(727_000, 65_000), distanceText(65_300, 65_000)]).toEqual([
      '1 min 2 s ago',
      'in 11 min 2 s',
      'now',
    ]);
  });

  it('names its day where that is not today', () => {
    const at = new Date(2026, 10, 28, 21, 4, 5, 6).getTime();

    expect(clockText(at, at + 1_000)).toBe('21:04:05.006');
    expect(clockText(at, at + 86_400_000)).toBe('2026-11-28 21:04:05.006');
  });
});

describe('the command of a button', () => {
  it('names the stage where that is not this machine', () => {
    expect(equivalentCommand(LOCAL, 'requeue', 'ord_1')).toBe('npm run ops -- requeue ord_1');
    expect(equivalentCommand(STAGE, 'requeue', 'ord_1')).toBe('npm run ops -- requeue ord_1 --stage prod');
    expect(equivalentCommand(null, 'reconcile')).toBe('npm run ops -- reconcile');
  });

  it('quotes what a shell would take apart', () => {
    expect(equivalentCommand(LOCAL, 'review', '--reason', "it's $(rm -rf) paid")).toBe(
      String.raw`npm run ops -- review --reason 'it'\''s $(rm -rf) paid'`,
    );
    expect(equivalentCommand(LOCAL, '--reason', '')).toBe("npm run ops -- --reason ''");
  });
});

describe('the command of a button that only a running console has', () => {
  it('sends what the button sends, with what opens this console', () => {
    expect(consoleCommand('http://127.0.0.1:3001', '/api/jobs/4f/cancel', '/my data/console.token')).toBe(
      `curl -X POST http://127.0.0.1:3001/api/jobs/4f/cancel -H "x-console-token: $(cat '/my data/console.token')" -d '{}'`,
    );
  });
});
