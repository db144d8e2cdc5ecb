import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../local/settings.ts';
import { jsonTerminal, personTerminal } from '../../../local/terminal.ts';

const step = { orderId: 'ord_1', step: 'paid', detail: 'pi_1', after: 250 };
const ready = { settings: readSettings({ API_PORT: '13000' }), pids: { kafka: 7 }, seconds: 4.25 };

describe('what a run shows to a machine', () => {
  it('is one JSON object a line', () => {
    const { lines, ...terminal } = shown(jsonTerminal);

    terminal.info('a message');
    terminal.ready(ready);
    terminal.step(step);
    terminal.failed('in\ntwo lines');

    const { ports, dataDir } = ready.settings;
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { info: 'a message' },
      { ready: { ports, dataDir, pids: { kafka: 7 } } },
      step,
      { failed: 'in\ntwo lines' },
    ]);
    expect(lines.join('')).not.toContain('\n');
  });
});

describe('what a run shows to a person', () => {
  it('is a block with addresses and a request to copy', () => {
    const { lines, ready: show } = shown(personTerminal);

    show(ready);

    expect(lines[0]).toContain('chargeonce is ready (4.3 s)');
    expect(lines[0]).toContain('curl -s http://127.0.0.1:13000/orders -H');
  });

  it('names the port of the debugger where one may attach', () => {
    const { lines, ready: show } = shown(personTerminal);

    show({ ...ready, inspect: 'order-api' });
    show(ready);

    expect(lines[0]).toContain('127.0.0.1:9229             (order-api)');
    expect(lines[1]).not.toContain('9229');
  });

  it('is one line for each step of an order', () => {
    const { lines, step: show } = shown(personTerminal);

    show(step);
    show({ ...step, step: 'placed', detail: '1250 EUR', after: 0 });

    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}ord_1 {2}paid {7}pi_1 {2}\(250 ms\)$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}ord_1 {2}placed {5}1250 EUR$/),
    ]);
  });
});

describe('a quiet run', () => {
  it.each([jsonTerminal, personTerminal])('prints no orders, but everything else', (terminal) => {
    const { lines, ...quiet } = shown(terminal, true);

    quiet.step(step);
    quiet.info('a message');

    expect(lines).toEqual([expect.stringContaining('a message')]);
  });
});

function shown(terminal: typeof jsonTerminal, quiet = false) {
  const lines: string[] = [];
  return { lines, ...terminal({ quiet, write: (line) => lines.push(line) }) };
}
