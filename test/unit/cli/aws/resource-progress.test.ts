import { describe, expect, it } from 'vitest';
import { resourceProgress } from '../../../../cli/aws/resource-progress.ts';

function aProgress() {
  const printed: string[] = [];
  let seconds = 0;
  const progress = resourceProgress({ print: (line) => printed.push(line), now: () => seconds * 1_000 });
  const cluster = (status: string, reason?: string) =>
    progress.event({ stack: 'dev-messaging', status, type: 'AWS::MSK::Cluster', name: 'Kafka', reason });
  const pass = (more: number) => {
    seconds += more;
  };
  return { ...progress, printed, cluster, pass };
}

describe('tell how a deployment gets on', () => {
  it('says a line a resource once it is done, with both times', () => {
    const { cluster, pass, printed } = aProgress();

    pass(5);
    cluster('CREATE_IN_PROGRESS');
    pass(1_500);
    cluster('CREATE_IN_PROGRESS');
    cluster('CREATE_COMPLETE');

    expect(printed).toEqual([' 25:05  dev-messaging  create complete  AWS::MSK::Cluster  Kafka  (25:00)']);
  });

  it('says why something failed', () => {
    const { cluster, printed } = aProgress();

    cluster('CREATE_FAILED', 'no such subnet');

    expect(printed).toEqual(['  0:00  dev-messaging  create failed  AWS::MSK::Cluster  Kafka  no such subnet  (0:00)']);
  });

  it('names what takes long after each half minute of silence', () => {
    const { cluster, pass, printed, beat } = aProgress();

    cluster('CREATE_IN_PROGRESS');
    for (let second = 0; second < 70; second += 5) {
      pass(5);
      beat();
    }

    expect(printed).toEqual([
      '  0:30  dev-messaging  create in progress  AWS::MSK::Cluster  Kafka  (for 0:30)',
      '  1:00  dev-messaging  create in progress  AWS::MSK::Cluster  Kafka  (for 1:00)',
    ]);
  });

  it('is silent where nothing is under way', () => {
    const { pass, printed, beat } = aProgress();

    pass(300);
    beat();

    expect(printed).toEqual([]);
  });
});
