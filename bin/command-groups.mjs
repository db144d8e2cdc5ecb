import { DEPLOY, DEVELOP } from './delivery-commands.mjs';

const OPERATE = 'cli/operate.ts';

/** A command of cli/ops, whose name comes before the user's arguments. */
const operation = (name, does, examples) => ({ does, module: OPERATE, given: [name], examples });

const RUN = {
  start: {
    does: 'run the whole system on this machine',
    module: 'cli/start.ts',
    java: true,
    examples: ['', '--fresh', '--in-memory --quiet'],
  },
  console: {
    does: 'serve the web page of a stage in AWS here; start serves that of this machine',
    module: 'cli/console.ts',
    examples: ['--stage dev', '--stage dev --allow-writes'],
  },
  place: {
    does: 'place an order, or several: "place --amount 2500 --watch"',
    module: 'cli/place.ts',
    examples: [
      '--amount 2500 --watch',
      '--payment-method pm_card_chargeDeclined --watch',
      '--count 100 --json',
      '--stage dev --idempotency-key demo-1',
    ],
  },
  load: {
    does: 'send orders to a running system and print the figures',
    module: 'cli/load.ts',
    examples: ['--orders 5000', '--orders 600 --rate 20 --json'],
  },
  fault: {
    does: 'break a part of the running system for a while: "fault ls"',
    module: 'cli/fault.ts',
    examples: ['ls', 'start pause-broker --seconds 20', 'end pause-broker'],
  },
  token: { does: 'print a bearer token for the running system', module: 'cli/token.ts', examples: ['acme'] },
  doctor: {
    does: 'check what this machine lacks, and say what to do',
    module: 'bin/doctor.mjs',
    bare: true,
    examples: ['', '--stage dev --profile work', '--json'],
  },
};

const LOOK = {
  status: operation('status', 'the whole system at a glance', ['', '--stage dev --json']),
  get: operation('get', 'one order from end to end: "get ord_… --watch"', [
    'ord_242Ro2bEJ6GaV7ufVlbf96',
    'ord_242Ro2bEJ6GaV7ufVlbf96 --watch',
  ]),
  orders: operation('orders', 'the orders that were published last', [
    '--last 50 --status DECLINED',
    '--customer c-1 --json',
  ]),
  open: operation('open', 'the orders whose status is not final', ['', '--stage dev --limit 10']),
  failed: operation('failed', 'the orders whose event can never be published as it is', ['', '--stage prod --json']),
  parked: operation('parked', 'the payments that wait to be tried again', ['--limit 20']),
  lag: operation('lag', 'how far each consumer group is behind', ['', '--stage prod --json']),
  audit: operation('audit', 'explain every order of a period to the minor unit', [
    '',
    '--from 2026-11-28T00:00:00Z --until 2026-11-29T00:00:00Z --json',
  ]),
  tail: {
    does: 'follow orders as they move, here or in a stage',
    module: 'cli/tail.ts',
    examples: ['', '--json | grep declined', '--stage dev --every 5'],
  },
};

const REPAIR = {
  dlq: operation('dlq', 'dead letters: "dlq ls", "dlq redrive --consumer payment-processor"', [
    'ls --consumer payment-processor',
    'redrive --consumer payment-processor --dry-run',
  ]),
  requeue: operation('requeue', 'publish the events of orders once more', [
    'ord_242Ro2bEJ6GaV7ufVlbf96 --dry-run',
    'ord_242Ro2bEJ6GaV7ufVlbf96 --yes',
  ]),
  reconcile: operation('reconcile', 'run the reconciler now', ['--dry-run', '--stage dev --yes']),
  retry: operation('retry', 'try an undecided payment or a refund now', [
    'ord_242Ro2bEJ6GaV7ufVlbf96 --dry-run',
    'ord_242Ro2bEJ6GaV7ufVlbf96',
  ]),
  review: operation('review', 'payments that wait for a person: "review list", "review resolve"', [
    'list',
    'resolve ord_242Ro2bEJ6GaV7ufVlbf96 --reason "ticket 81"',
  ]),
  replay: operation('replay', 'let a consumer read its topic again', [
    '--consumer status-updater --to 2026-11-28T09:00:00Z --dry-run',
  ]),
  backfill: operation('backfill', 'publish the events of a period once more', [
    '--from 2026-11-28T00:00:00Z --until 2026-11-29T00:00:00Z --rate 50',
    '--all --dry-run',
  ]),
  sources: operation('sources', 'event sources: "sources list", "sources enable"', [
    'list',
    'enable payment-processor',
  ]),
  'rebuild-dedup': operation('rebuild-dedup', 'make the PaymentDedup table whole after a restore', ['--dry-run']),
  ops: {
    does: 'the same as "npm run ops": "ops order ord_…"',
    module: 'cli/ops.ts',
    examples: ['order ord_242Ro2bEJ6GaV7ufVlbf96', 'open --json'],
  },
};

/**
 * The commands as `--help` lists them. `java`: the command starts the Java servers. `python`: the program from PyPI that it runs. `given`: arguments that come
 * before the user's. `bare`: needs no package, and must run before any is installed. `examples`: what may follow its name.
 */
export const GROUPS = {
  'Run it here': RUN,
  'Look at it, here or in a stage of AWS': LOOK,
  'Repair it': REPAIR,
  'Deploy it': DEPLOY,
  'Develop it': DEVELOP,
};
