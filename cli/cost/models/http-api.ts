import { measured } from '../measured-units.ts';
import { type Resource, refersTo, type StageResources } from '../resources.ts';
import type { Usage } from '../usage.ts';
import { serviceName } from './duration.ts';
import { logUsage } from './logs.ts';

/** Each request to an API is one to the function behind it. */
export function apiUsage(api: Resource, stage: StageResources): Usage[] {
  const service = serviceBehind(api, stage);
  const requests = measured(`${service}/invocations`);
  return [
    { what: `requests to ${service}`, price: 'http-request', perOrder: requests },
    // The simulator is called from within the region.
    ...(service === 'order-api' ? answers(requests) : []),
  ];
}

/** A stage of an API writes access logs, where it has any. */
export function apiStageUsage(apiStage: Resource, stage: StageResources): Usage[] {
  if (apiStage.properties['AccessLogSettings'] === undefined) return [];
  const api = stage.find(
    (other) => other.type === 'AWS::ApiGatewayV2::Api' && refersTo(apiStage.properties['ApiId'], other),
  );
  if (api === undefined) throw new Error('belongs to no API of the templates');
  const service = serviceBehind(api, stage);
  const perOrder = measured(`${service}/invocations`) * measured('http/access-log');
  return logUsage({ writer: apiStage, stage, what: `access logs of ${service}`, perOrder });
}

const answers = (requests: number): Usage[] => [
  { what: 'answers to clients', price: 'internet-transfer', perOrder: (requests * measured('order-api/answer')) / 1e9 },
];

function serviceBehind(api: Resource, stage: StageResources): string {
  const siblings = stage.filter(({ stack }) => stack === api.stack);
  const integration = siblings.find(
    ({ type, properties }) => type === 'AWS::ApiGatewayV2::Integration' && refersTo(properties['ApiId'], api),
  );
  const target = siblings.find(
    (other) => other.type === 'AWS::Lambda::Function' && refersTo(integration?.properties['IntegrationUri'], other),
  );
  if (target === undefined) throw new Error('is an API with no function behind it that the cost model could find');
  return serviceName(target);
}
