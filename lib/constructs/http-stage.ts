import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage, type HttpApi, HttpRoute, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Stage, Throttle } from '../stages.ts';

interface ServingProps {
  readonly stage: Stage;
  /** Names the log of the API's requests. */
  readonly name: string;
  readonly throttle: Throttle;
  /** Where a route's own throttle differs, by its key, such as `POST /orders`. */
  readonly routes?: Readonly<Record<string, Throttle>>;
}

/**
 * What is told of a request. No path, no header and no body: a path may hold anything that a client mistypes. What API
 * Gateway refuses by itself never reaches the function, so this is the only trace of it.
 */
const TOLD = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};

/** Serves an API with a limit on its requests, and a log of them. */
export function serve(api: HttpApi, { stage, name, throttle, routes = {} }: ServingProps) {
  // Logs below this name need no policy of their own for API Gateway to write them.
  const logGroup = new LogGroup(api, 'AccessLogs', {
    logGroupName: `/aws/vendedlogs/chargeonce/${stage.name}/${name}-access`,
    retention: stage.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const serving = new HttpStage(api, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(TOLD)),
    },
  });
  throttleRoutes(serving, routes);
  // A route must be there before a limit can be set on it.
  serving.node.addDependency(...api.node.findAll().filter((part) => part instanceof HttpRoute));
}

function throttleRoutes({ node }: HttpStage, routes: Readonly<Record<string, Throttle>>) {
  const settings = Object.entries(routes).map(
    ([key, { rate, burst }]) => [key, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }] as const,
  );
  if (settings.length === 0 || !(node.defaultChild instanceof CfnStage)) return;
  const limits: Readonly<Record<string, object>> = Object.fromEntries(settings);
  node.defaultChild.routeSettings = limits;
}
