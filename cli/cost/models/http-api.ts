import { measured } from '../measured-units.ts';
import { type Resource, refersTo, type StageResources } from '../resources.ts';
import type { Usage } from '../usage.ts';
import { invocationsOf, serviceName } from './duration.ts';
import { logUsage } from './logs.ts';

/** Each request to an API is one to a function behind it. */
export const apiUsage = (api: Resource, stage: StageResources): Usage[] =>
  servicesBehind(api, stage).flatMap((service): Usage[] => {
    const requests = invocationsOf(service, stage);
    return [
      { what: `requests to ${service}`, price: 'http-request', perOrder: requests },
      // The simulator is called from within the region, and the gateway is answered without a body.
      ...(service === 'order-api' ? answers(requests) : []),
    ];
  });

/** A stage of an API writes access logs, where it has any. */
export function apiStageUsage(apiStage: Resource, stage: StageResources): Usage[] {
  if (apiStage.properties['AccessLogSettings'] === undefined) return [];
  const api = stage.find(
    (other) => other.type === 'AWS::ApiGatewayV2::Api' && refersTo(apiStage.properties['ApiId'], other),
  );
  if (api === undefined) throw new Error('belongs to no API of the templates');
  return servicesBehind(api, stage).flatMap((service) => {
    const perOrder = invocationsOf(service, stage) * measured('http/access-log');
    return logUsage({ writer: apiStage, stage, what: `access logs of ${service}`, perOrder });
  });
}

const answers = (requests: number): Usage[] => [
  { what: 'answers to clients', price: 'internet-transfer', perOrder: (requests * measured('order-api/answer')) / 1e9 },
];

/** A function may have several routes, and an API several functions. */
function servicesBehind(api: Resource, stage: StageResources): string[] {
  const siblings = stage.filter(({ stack }) => stack === api.stack);
  const targets = siblings
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Integration' && refersTo(properties['ApiId'], api))
    .map(({ properties }) => targetOf(properties['IntegrationUri'], siblings));
  if (targets.length === 0) throw new Error('is an API with no function behind it that the cost model could find');
  return [...new Set(targets)];
}

function targetOf(uri: unknown, siblings: StageResources): string {
  const target = siblings.find((other) => other.type === 'AWS::Lambda::Function' && refersTo(uri, other));
  if (target === undefined) throw new Error('has an integration whose function the cost model could not find');
  return serviceName(target);
}
