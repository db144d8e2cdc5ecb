import { App, type AppProps } from 'aws-cdk-lib/core';
import { givenKafka } from './brokers/kafka.ts';
import { chosenStage, withOwnKeys } from './chosen-stage.ts';
import { chargeonce, featureFlags, flowAlone } from './stage-stacks.ts';
import { emulatorStage } from './stages.ts';

/** The app of the stage that the CDK's context asks for: that of `-c <key>=<value>`, or the one that is given. */
export function appOfContext({ context: given = {}, ...props }: AppProps = {}): App {
  const app = new App({
    ...{ analyticsReporting: false, treeMetadata: false, ...props },
    context: { ...featureFlags, ...given },
  });
  const context = (key: string) => {
    const value: unknown = app.node.tryGetContext(key);
    return typeof value === 'string' ? value : undefined;
  };
  const endpoint = context('endpoint');

  // An AWS emulator has no MSK: the brokers are given, too.
  if (endpoint !== undefined)
    flowAlone(app, emulatorStage({ name: context('stage') ?? 'dev', endpoint }), givenKafka(context('brokers') ?? ''));
  else if (context('oneMachine') === 'true') chargeonce(app, chosenStage(context));
  else chargeonce(app, withOwnKeys(chosenStage(context)));
  return app;
}
