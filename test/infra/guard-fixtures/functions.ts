import { type Fixtures, resource } from './fixture.ts';

const producer = resource('AWS::Lambda::Function', {
  Environment: { Variables: { KAFKA_BROKERS: 'broker:9098' } },
  VpcConfig: { SubnetIds: ['subnet'], SecurityGroupIds: ['clients'] },
});

/** By the names of the rules. */
export const functionFixtures: Fixtures = {
  functions_with_brokers_stand_beside_them: {
    keeps: producer(),
    breaks: [
      producer({ VpcConfig: undefined }),
      producer({ VpcConfig: { SubnetIds: [], SecurityGroupIds: ['clients'] } }),
      producer({ VpcConfig: { SubnetIds: ['subnet'], SecurityGroupIds: [] } }),
    ],
  },
};
