import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Stage } from '../stages.ts';

/** Where an HTTP API is called. An emulated endpoint's host names resolve nowhere; it serves each API below a path too. */
export const httpApiUrl = ({ endpoint }: Stage, api: HttpApi) =>
  endpoint === undefined ? api.apiEndpoint : `${endpoint}/_aws/execute-api/${api.apiId}/$default`;
