import { describe, expect, it } from 'vitest';
import { masked, oneLine } from '../../../cli/ops/command.ts';

describe("show a record's text on a terminal", () => {
  it('is one line, and lets nothing through that the terminal would obey', () => {
    expect(oneLine('one\n  two')).toBe('one; two');
    expect(oneLine('\u001b[2Jcleared\u0007')).toBe('█[2Jcleared█');
  });
});

describe("mask a record's text", () => {
  it('hides customer, payment method and what looks like a card number, and nothing else', () => {
    const event =
      '{"orderId":"ord_1","customerId":"c \\"x\\" 7","paymentMethod": "pm_1","totalAmount":1250,"note":"4242 4242-42424242"}';

    expect(masked(event)).toBe(
      '{"orderId":"ord_1","customerId":"***","paymentMethod": "***","totalAmount":1250,"note":"***4242"}',
    );
  });
});
