import { App } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { chargeonce, wiringAlone } from '../../lib/stage-stacks.ts';
import { stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { dev } = stages;
const to = (pages: readonly string[], notices: readonly string[]) => ({ ...dev, alarmRecipients: { pages, notices } });

describe('the recipients of alarms', () => {
  it('are subscribed, each by what its address is', () => {
    const { flow } = synthesise(to(['https://pager.example/alarms'], ['team@shop.example']));

    expect(Object.values(resources(flow, 'AWS::SNS::Subscription'))).toEqual([
      { Protocol: 'https', Endpoint: 'https://pager.example/alarms', TopicArn: 'ObservabilityOnCallPages' },
      { Protocol: 'email', Endpoint: 'team@shop.example', TopicArn: 'ObservabilityOnCallNotices' },
    ]);
  });

  it.each(['http://pager.example', '+4912345', 'team@ shop'])('can not be "%s"', (recipient) => {
    expect(() => synthesise(to([], [recipient]))).toThrow(`"${recipient}" can't receive alarms`);
  });
});

describe('the budget of a stage', () => {
  it('tells the e-mail addresses of the notices, of what the stage alone costs', () => {
    const { flow } = synthesise({ ...to([], ['https://chat.example', 'team@shop.example']), monthlyBudget: 200 });

    const subscribers = { Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'team@shop.example' }] };
    expect(resource(flow, 'AWS::Budgets::Budget')).toMatchObject({
      Budget: { BudgetLimit: { Amount: 200, Unit: 'USD' }, CostFilters: { TagKeyValue: ['user:stage$dev'] } },
      NotificationsWithSubscribers: [subscribers, subscribers],
    });
  });

  it('is refused where nobody would hear of it, and not made where there is none', () => {
    expect(() => synthesise({ ...dev, monthlyBudget: 200 })).toThrow('nobody to notify');
    expect(resources(synthesise(dev).flow, 'AWS::Budgets::Budget')).toEqual({});
  });
});

it('every stack carries the application, the stage and the tags that the stage names', () => {
  const app = new App({ context: wiringAlone });
  chargeonce(app, { ...dev, tags: { owner: 'orders', 'cost-center': '42' } });

  const tags = { application: 'chargeonce', stage: 'dev', owner: 'orders', 'cost-center': '42' };
  expect(app.synth().stacks.map((stack) => stack.tags)).toEqual([tags, tags, tags]);
});
