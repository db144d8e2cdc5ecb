import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import type { OrderApiEnv } from '../../functions/order-api/env.ts';
import { FlowAlarm } from '../monitoring/flow-alarm.ts';
import { httpApiUrl, type LimitRoute, serve } from '../recipes/http-stage.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { flowTable } from '../recipes/table.ts';
import type { Authentication, Stage, Throttle } from '../stages.ts';
import type { FlowOutbox } from './flow-publisher.ts';

interface OrderApiProps {
  readonly stage: Stage;
}

/** Takes and cancels orders: one conditional write saves the change and the intent to publish it. */
export class OrderApi extends Construct {
  readonly table: Table;
  readonly outbox: FlowOutbox;
  readonly function: NodeFunction;
  readonly api: HttpApi;
  readonly url: string;
  private readonly limit: LimitRoute;

  constructor(scope: Construct, id: string, { stage }: OrderApiProps) {
    super(scope, id);
    this.table = flowTable(this, 'Orders', { stage, key: 'orderId', indexed: OPEN_ORDERS });
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
    this.function.allow(['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.table.tableArn]);
    this.api = new HttpApi(this, 'Http', {
      apiName: `chargeonce-${stage.name}-orders`,
      createDefaultStage: false,
      ...(stage.corsOrigins.length > 0 && { corsPreflight: corsFor(stage) }),
    });
    this.url = httpApiUrl(stage, this.api);
    this.limit = serve(this.api, { stage, name: 'orders', throttle: stage.throttling.open });
    this.addOwnRoutes(stage);
    addOrderApiAlarms(this, { stage, api: this.api });
  }

  private addOwnRoutes({ auth, throttling: { placing, reading } }: Stage) {
    const integration = new HttpLambdaIntegration('Function', this.function);
    const known = { integration, authorizer: authorizer(auth) };
    const anyone = { integration, authorizer: new HttpNoneAuthorizer() };
    const add = (method: HttpMethod, path: string, to: typeof known) =>
      this.api.addRoutes({ path, methods: [method], ...to });

    const CANCEL = '/orders/{orderId}/cancel';
    this.limit('POST /orders', placing, add(HttpMethod.POST, '/orders', known));
    this.limit(`POST ${CANCEL}`, placing, add(HttpMethod.POST, CANCEL, known));
    this.limit('GET /orders/{orderId}', reading, add(HttpMethod.GET, '/orders/{orderId}', known));
    add(HttpMethod.GET, '/openapi.json', anyone);
    add(HttpMethod.GET, '/asyncapi.json', anyone);
    add(HttpMethod.GET, '/health', anyone);
  }

  /** A deployment brings the functions that read the table first: they know what the API writes before it is written. */
  deployAfter(...readers: readonly { readonly function: NodeFunction }[]) {
    this.function.node.addDependency(...readers.map((reader) => reader.function));
  }

  /** Lets anyone post to a path of another function, which must know its callers by itself. */
  addOpenPath(path: string, target: NodeFunction, throttle: Throttle) {
    const routes = this.api.addRoutes({
      path,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Function', target),
      authorizer: new HttpNoneAuthorizer(),
    });
    this.limit(`POST ${path}`, throttle, routes);
  }
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

interface OrderApiAlarmsProps {
  readonly stage: Stage;
  readonly api: HttpApi;
}

/** A few failures are a client's to repeat; at night nobody is woken for one of three requests. */
const FEWEST_FAILURES = 5;
const PERIOD = Duration.minutes(5);

/** Watches the one step that customers wait for. */
function addOrderApiAlarms(scope: Construct, { stage, api }: OrderApiAlarmsProps) {
  // Emulators know no metric math.
  if (stage.endpoint !== undefined) return;
  new FlowAlarm(scope, 'OrdersNotAccepted', {
    stage,
    heading: 'orders-not-accepted',
    impact: 'Customers can not place orders.',
    customerFacing: true,
    metric: new MathExpression({
      expression: `IF(failures < ${FEWEST_FAILURES}, 0, 100 * failures / requests)`,
      usingMetrics: {
        failures: api.metricServerError({ statistic: Stats.SUM, period: PERIOD }),
        requests: api.metricCount({ statistic: Stats.SUM, period: PERIOD }),
      },
      label: '% of requests that failed',
      period: PERIOD,
    }),
    threshold: 1,
  });
}
