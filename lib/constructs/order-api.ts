import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, ProjectionType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import type { OrderApiEnv } from '../../functions/order-api/env.ts';
import type { Authentication, Stage } from '../stages.ts';
import { httpApiUrl } from './http-api-url.ts';
import { serve } from './http-stage.ts';
import { NodeFunction } from './node-function.ts';
import { addOrderApiAlarms } from './order-api-alarms.ts';
import type { Outbox } from './outbox-publisher.ts';
import { flowTable } from './table.ts';

interface OrderApiProps {
  readonly stage: Stage;
}

/** Takes orders: one conditional write saves the order and the intent to publish it. */
export class OrderApi extends Construct {
  readonly table: Table;
  readonly outbox: Outbox;
  readonly function: NodeFunction;
  readonly api: HttpApi;
  readonly url: string;

  constructor(scope: Construct, id: string, { stage }: OrderApiProps) {
    super(scope, id);
    this.table = ordersTable(this, stage);
    this.outbox = { kind: 'orders', table: this.table };
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'order-api',
      timeoutSeconds: 10,
      environment: {
        ORDERS_TABLE: this.table.tableName,
        TENANT_CLAIM: stage.tenantClaim,
      } satisfies OrderApiEnv,
    });
    this.function.allow(['dynamodb:PutItem', 'dynamodb:GetItem'], [this.table.tableArn]);
    this.api = httpApi(this, stage, this.function);
    this.url = httpApiUrl(stage, this.api);
    addOrderApiAlarms(this, { stage, api: this.api });
  }
}

function ordersTable(scope: Construct, stage: Stage) {
  const table = flowTable(scope, 'Orders', { stage, key: 'orderId' });
  table.addGlobalSecondaryIndex({
    indexName: OPEN_ORDERS.index,
    partitionKey: { name: OPEN_ORDERS.partitionKey, type: AttributeType.STRING },
    sortKey: { name: OPEN_ORDERS.sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

function httpApi(scope: Construct, stage: Stage, handler: NodeFunction) {
  const api = new HttpApi(scope, 'Http', {
    apiName: `chargeonce-${stage.name}-orders`,
    createDefaultStage: false,
    ...(stage.corsOrigins.length > 0 && { corsPreflight: corsFor(stage) }),
  });
  const integration = new HttpLambdaIntegration('Function', handler);
  const known = authorizer(stage.auth);
  const anyone = new HttpNoneAuthorizer();

  api.addRoutes({ path: '/orders', methods: [HttpMethod.POST], integration, authorizer: known });
  api.addRoutes({ path: '/orders/{orderId}', methods: [HttpMethod.GET], integration, authorizer: known });
  api.addRoutes({ path: '/openapi.json', methods: [HttpMethod.GET], integration, authorizer: anyone });
  api.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration, authorizer: anyone });
  const { placing, reading, open } = stage.throttling;
  serve(api, {
    stage,
    name: 'orders',
    throttle: open,
    routes: { 'POST /orders': placing, 'GET /orders/{orderId}': reading },
  });
  return api;
}

/** What SigV4 adds to a request beside `authorization`. */
const SIGNATURE = ['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];

/** What a page needs to place an order and to follow it. */
const corsFor = ({ corsOrigins, auth }: Stage) => ({
  allowOrigins: [...corsOrigins],
  allowMethods: [CorsHttpMethod.POST, CorsHttpMethod.GET],
  allowHeaders: [
    ...['authorization', 'content-type', 'idempotency-key', 'if-none-match', 'traceparent'],
    ...(auth.kind === 'iam' ? SIGNATURE : []),
  ],
  exposeHeaders: ['location', 'etag', 'idempotent-replayed', 'retry-after'],
});

function authorizer(auth: Authentication): IHttpRouteAuthorizer {
  if (auth.kind === 'iam') return new HttpIamAuthorizer();
  return new HttpJwtAuthorizer('Token', auth.issuer, { jwtAudience: [...auth.audience] });
}
