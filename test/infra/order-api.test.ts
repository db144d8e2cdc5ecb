import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow: dev } = synthesise(stages.dev);
const { flow: kept } = synthesise({
  ...stages.dev,
  keepsData: true,
  auth: { kind: 'jwt', issuer: 'https://issuer.example', audience: ['orders'] },
});

const routes = (flow: typeof dev) => Object.values(resources(flow, 'AWS::ApiGatewayV2::Route', 'OrderApi'));

describe('the order API', () => {
  it('takes, cancels and shows orders to signed callers, and its description and health to anyone', () => {
    expect(routes(dev)).toMatchObject([
      { RouteKey: 'POST /orders', AuthorizationType: 'AWS_IAM' },
      { RouteKey: 'POST /orders/{orderId}/cancel', AuthorizationType: 'AWS_IAM' },
      { RouteKey: 'GET /orders/{orderId}', AuthorizationType: 'AWS_IAM' },
      { RouteKey: 'GET /openapi.json', AuthorizationType: 'NONE' },
      { RouteKey: 'GET /asyncapi.json', AuthorizationType: 'NONE' },
      { RouteKey: 'GET /health', AuthorizationType: 'NONE' },
      // gateway-webhook.test.ts
      { RouteKey: 'POST /webhooks/gateway' },
    ]);
    expect(routes(dev)).toHaveLength(7);
  });

  it('asks for a token of the issuer where one is configured', () => {
    const token = { AuthorizationType: 'JWT', AuthorizerId: 'OrderApiHttpToken' };
    const open = { AuthorizationType: 'NONE' };
    expect(routes(kept)).toMatchObject([token, token, token, open, open, open, open]);
    expect(resource(kept, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['orders'] },
    });
  });

  it('hands each request to its function in payload format 2', () => {
    expect(resource(dev, 'AWS::ApiGatewayV2::Integration', 'OrderApiHttpPOSTorders')).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: 'OrderApiFunction.Arn',
      PayloadFormatVersion: '2.0',
    });
    expect(resource(dev, 'AWS::ApiGatewayV2::Api', 'OrderApi')).toMatchObject({ Name: 'chargeonce-dev-orders' });
  });

  it('lets in so many requests a second, by route, and logs each without what a client wrote into it', () => {
    expect(resource(dev, 'AWS::ApiGatewayV2::Stage', 'OrderApi')).toEqual({
      ApiId: 'OrderApiHttp',
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
      RouteSettings: {
        'POST /orders': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        'POST /orders/{orderId}/cancel': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        'GET /orders/{orderId}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        'POST /webhooks/gateway': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      },
      AccessLogSettings: {
        DestinationArn: 'OrderApiHttpAccessLogs.Arn',
        Format: expect.not.stringMatching(/context\.(path|requestOverride)|header|body|querystring/i),
      },
    });
    expect(resource(dev, 'AWS::Logs::LogGroup', 'OrderApiHttpAccessLogs')).toEqual({
      LogGroupName: '/aws/vendedlogs/chargeonce/dev/orders-access',
      RetentionInDays: 7,
    });
  });

  it('sets no limit on a route before the route is there', () => {
    const [serving] = Object.values(dev.findResources('AWS::ApiGatewayV2::Stage')).filter(
      ({ Properties }) => Properties.RouteSettings !== undefined,
    );
    const limited = Object.keys(serving?.['Properties'].RouteSettings ?? {});
    const all = Object.entries(dev.findResources('AWS::ApiGatewayV2::Route'));

    expect(limited).toHaveLength(4);
    for (const key of limited) {
      const [id] = all.find(([, { Properties }]) => Properties.RouteKey === key) ?? [];
      expect(serving?.['DependsOn']).toContain(id);
    }
  });

  it('answers no page of another origin, unless the stage names it', () => {
    expect(resource(dev, 'AWS::ApiGatewayV2::Api', 'OrderApi')).not.toHaveProperty('CorsConfiguration');
    const auth = { kind: 'jwt', issuer: 'https://issuer.example', audience: ['orders'] } as const;
    const { flow: open } = synthesise({ ...stages.dev, auth, corsOrigins: ['https://shop.example'] });
    expect(resource(open, 'AWS::ApiGatewayV2::Api', 'OrderApi')).toHaveProperty('CorsConfiguration', {
      AllowOrigins: ['https://shop.example'],
      AllowMethods: ['POST', 'GET'],
      AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-none-match', 'traceparent'],
      ExposeHeaders: ['location', 'etag', 'idempotent-replayed', 'retry-after'],
    });
  });

  it('lets a page of a named origin sign its requests, where the stage knows callers by their signature', () => {
    const { flow: open } = synthesise({ ...stages.dev, corsOrigins: ['https://shop.example'] });
    expect(resource(open, 'AWS::ApiGatewayV2::Api', 'OrderApi')).toHaveProperty(
      'CorsConfiguration.AllowHeaders',
      expect.arrayContaining(['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']),
    );
  });

  it('is deployed after the functions that read what it writes, filters of their event sources included', () => {
    const [{ DependsOn = [] } = {}] = Object.values(
      dev.findResources('AWS::Lambda::Function', { Properties: { FunctionName: 'chargeonce-dev-order-api' } }),
    );

    for (const earlier of [
      'OrderPublisherFunction',
      'OrderPublisherFunctionStream',
      'StatusUpdaterFunction',
      'ReconcilerFunction',
    ])
      expect(DependsOn).toContainEqual(expect.stringMatching(new RegExp(`^${earlier}[0-9A-F]{8}$`)));
  });

  it('knows its table and the claim that names the tenant, and stands outside the network', () => {
    const settings = resource(dev, 'AWS::Lambda::Function', 'OrderApi');

    expect(settings).toMatchObject({
      Timeout: 10,
      Environment: { Variables: { ORDERS_TABLE: 'OrderApiOrders', TENANT_CLAIM: 'tenant' } },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
  });
});

describe('the Orders table', () => {
  it('is keyed by order, paid by use, streams new images and lists the open orders by keys alone', () => {
    expect(resource(dev, 'AWS::DynamoDB::Table', 'OrderApi')).toEqual({
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      AttributeDefinitions: ['orderId', 'openShard', 'openSince'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: false,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open-orders',
          KeySchema: [
            { AttributeName: 'openShard', KeyType: 'HASH' },
            { AttributeName: 'openSince', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  it('outlives its stack and refuses to be deleted where data are kept', () => {
    const tables = Object.values(
      kept.findResources('AWS::DynamoDB::Table', { Properties: { DeletionProtectionEnabled: true } }),
    );
    expect(tables).toHaveLength(2);
    for (const table of tables)
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
