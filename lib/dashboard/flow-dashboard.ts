import { AlarmStatusWidget, Dashboard, type IWidget, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acceptRow } from './accept-row.ts';
import { chargeRow, parkedRow } from './charge-row.ts';
import { consumeRow } from './consume-row.ts';
import type { FlowParts } from './flow-parts.ts';
import { functionRow } from './function-row.ts';
import { publishRow } from './publish-row.ts';
import { repairRow } from './repair-row.ts';

const WIDTH = 24;

/** What a person on call looks at first: a row for each step of the flow, in the direction of the data. */
export class FlowDashboard extends Dashboard {
  constructor(scope: Construct, id: string, parts: FlowParts) {
    super(scope, id, {
      dashboardName: `chargeonce-${parts.stage.name}`,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [introduction(parts)],
        [alarmStatus(parts)],
        ...step('1. Accepted: the order and the intent to publish it are saved by one write', acceptRow(parts)),
        ...step('2. Published: the brokers have acknowledged the event', publishRow(parts)),
        ...step('3. Consumed: records that the two consumers have not done yet', consumeRow(parts)),
        ...step('4. Charged: at most once, whatever is delivered twice', chargeRow(parts), parkedRow(parts)),
        ...step('5. Left over: what waits for the reconciler or for a person', repairRow(parts)),
        ...step('6. The functions, in the order of the flow', functionRow(parts)),
      ],
    });
  }
}

const step = (title: string, ...rows: IWidget[][]): IWidget[][] => [
  [new TextWidget({ markdown: `## ${title}`, width: WIDTH, height: 1 })],
  ...rows,
];

/** The documents lie in the repository, whose address nothing here knows: they are named, not linked. */
function introduction({ stage }: FlowParts) {
  const markdown = [
    `An order that was accepted is published, charged at most once and shown as paid, from top to bottom.`,
    `An alarm's name ends with its heading in \`docs/runbook.md\`; begin at \`customers-are-affected\`.`,
    `One order's life is the saved query \`chargeonce/${stage.name}/one-order\` of Logs Insights.`,
  ];
  return new TextWidget({ markdown: markdown.join(' '), width: WIDTH, height: 2 });
}

const alarmStatus = ({ onCall }: FlowParts) =>
  new AlarmStatusWidget({ title: 'Alarms', alarms: [...onCall.alarms], width: WIDTH, height: 4 });
