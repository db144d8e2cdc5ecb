import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  type HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Stage, Throttle } from '../stages.ts';
import { dataKey } from './data-key.ts';

interface ServingProps {
  readonly stage: Stage;
  /** Names the log of the API's requests. */
  readonly name: string;
  /** Of every route without a limit of its own. */
  readonly throttle: Throttle;
}

/** Gives a route, named by its key such as `POST /orders`, a limit of its own. */
export type LimitRoute = (key: string, throttle: Throttle, routes: readonly HttpRoute[]) => void;

/**
 * What is logged of a request. No path, no header and no body: a path may hold anything that a client mistypes. What API
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
export function serve(api: HttpApi, { stage, name, throttle }: ServingProps): LimitRoute {
  // Logs below this name need no policy of their own for API Gateway to write them.
  const key = dataKey(api, stage);
  const logGroup = new LogGroup(api, 'AccessLogs', {
    ...(key && { encryptionKey: key }),
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
  const settings: Record<string, object> = {};
  return (key, { rate, burst }, routes) => {
    settings[key] = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
    if (serving.node.defaultChild instanceof CfnStage) serving.node.defaultChild.routeSettings = settings;
    // A route must be there before a limit can be set on it.
    serving.node.addDependency(...routes);
  };
}

/** Where an HTTP API is called. An emulated endpoint's host names resolve nowhere; it serves each API below a path too. */
export const httpApiUrl = ({ endpoint }: Stage, api: HttpApi) =>
  endpoint === undefined ? api.apiEndpoint : `${endpoint}/_aws/execute-api/${api.apiId}/$default`;
