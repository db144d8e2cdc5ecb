import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resourcesOfType } from '../../local/assembly.ts';
import { listedRights, unlistedRights } from '../../rules/listed-rights.ts';
import { rightsOf } from '../../rules/rights.ts';
import { reviewedStages } from './stage-templates.ts';

const stages = reviewedStages().map((reviewed) => ({
  ...reviewed,
  rights: rightsOf(reviewed.templates, reviewed.stage),
}));
/** They read names and states or add to traces, and belong to nothing narrower. */
const HARMLESS = [
  'dynamodb:ListStreams',
  'cloudwatch:DescribeAlarms',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

describe.each(stages)('the rights of $name', ({ stage, rights, templates }) => {
  const allowed = rights.filter(({ effect }) => effect === 'Allow');
  // A resource's own policy says whom it lets in; to its account it leaves it to IAM to say what they may.
  const ofRoles = allowed.filter(({ who }) => who === '');
  const letIn = allowed.filter(({ who }) => who !== '' && !who.endsWith(':root'));

  it('are those that docs/rights.md lists', () => {
    expect(unlistedRights(templates, stage)).toEqual([]);
  });

  it('name each action in full', () => {
    expect([...ofRoles, ...letIn].filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('are on everything only where there is a reason, and there without the function itself but for one list', () => {
    const page = readFileSync('docs/rights.md', 'utf8');
    const reasoned = listedRights(stage, everythingListed(page)).map(({ action }) => action);
    const everywhere = ofRoles.filter(({ on }) => on === '*');

    expect(new Set(everywhere.map(({ action }) => action))).toEqual(new Set(reasoned));
    for (const { of, action } of everywhere.filter(({ action }) => !HARMLESS.includes(action)))
      expect(rights).toContainEqual({
        of,
        who: '',
        effect: 'Deny',
        action,
        on: '*',
        condition: 'its own code calls',
      });
  });

  it('delete nothing but network interfaces', () => {
    const deleting = allowed.filter(({ action }) => /:(Batch)?(Delete|Remove|Purge|Terminate)/i.test(action));
    expect(new Set(deleting.map(({ action }) => action))).toEqual(new Set(['ec2:DeleteNetworkInterface']));
  });

  it('come with roles that a service assumes, and from no policy beside those that are compared', () => {
    const roles = resourcesOfType(templates, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(0);
    for (const { id, Properties } of roles) {
      expect(Object.keys(Properties), id).not.toContain('Policies');
      expect(Object.keys(Properties), id).not.toContain('ManagedPolicyArns');
      expect(JSON.stringify(Properties['AssumeRolePolicyDocument']), id).toMatch(
        /^\{"Statement":\[\{"Action":"sts:AssumeRole",("Condition":.*,)?"Effect":"Allow","Principal":\{"Service":"[a-z-]+\.amazonaws\.com"\}\}\]/,
      );
    }
    for (const type of ['AWS::IAM::ManagedPolicy', 'AWS::IAM::User', 'AWS::IAM::Group'])
      expect(resourcesOfType(templates, type)).toEqual([]);
  });

  it('let nobody in from outside the account, but for services of AWS', () => {
    for (const { who, condition } of letIn.filter(({ who }) => !who.endsWith('.amazonaws.com')))
      expect({ who, condition }).toEqual({ who: '*', condition: 'StringEquals aws:PrincipalAccount <account>' });
  });

  it('of functions to be invoked are each given to one source', () => {
    for (const { id, Properties } of resourcesOfType(templates, 'AWS::Lambda::Permission'))
      expect(Properties, id).toHaveProperty('SourceArn');
  });

  it('let the payment processor neither delete, nor see orders, nor write to Kafka', () => {
    const own = allowed.filter(({ of }) => of === 'flow/PaymentProcessorFunctionRole');
    const about = (service: string) => own.filter(({ action }) => action.startsWith(service));

    expect(new Set(about('dynamodb:').map(({ on }) => on))).toEqual(new Set(['PaymentProcessorPaymentDedup.Arn']));
    expect(about('dynamodb:').map(({ action }) => action)).not.toContain('dynamodb:DeleteItem');
    expect(about('kafka-cluster:').map(({ action }) => action.split(':')[1])).toEqual(
      expect.not.arrayContaining(['WriteData', 'WriteDataIdempotently', 'CreateTopic', 'AlterTopic', 'DeleteTopic']),
    );
  });

  it('let the payment retrier make no row', () => {
    const own = allowed.filter(({ of }) => of === 'flow/PaymentRetrierFunctionRole').map(({ action }) => action);

    expect(own).toContain('dynamodb:UpdateItem');
    expect(own).not.toContain('dynamodb:PutItem');
  });

  it.each([
    ['OrderPublisher', ['topic orders.order-placed.v1', 'topic orders.order-cancelled.v1']],
    ['PaymentPublisher', ['topic payments.payment-decided.v1']],
  ])('let %s write to %s, and to no other topic, where IAM knows topics', (publisher, topics) => {
    const writes = allowed.filter(
      ({ of, action }) => of === `flow/${publisher}FunctionRole` && action === 'kafka-cluster:WriteData',
    );
    const ofMsk = stage.cluster.kind === 'self-managed' ? [] : topics;
    expect(new Set(writes.map(({ on }) => on))).toEqual(new Set(ofMsk));
  });
});

/** The page's list of reasons, as rights on everything. */
function everythingListed(page: string) {
  const [, section = ''] = page.split(/^## /m);
  const sets = page.slice(0, page.indexOf('## '));
  const rows = section.split('\n').filter((row) => row.startsWith('| ') && !row.startsWith('| allowed'));
  const listed = rows.map((row) => row.split('|')).map(([, action, , where]) => `|${action}| * |${where}|`);
  return `${sets}\n### everything\n\n| may | on | in |\n|---|---|---|\n${listed.join('\n')}\n`;
}
