import * as z from 'zod/mini';
import { type Resource, read, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, measured, type Usage } from '../usage.ts';
import { recordBytes } from './broker-usage.ts';
import { logUsage } from './monitoring-usage.ts';

const Endpoint = z.object({
  VpcEndpointType: z._default(z.enum(['Gateway', 'Interface']), 'Gateway'),
  ServiceName: z.unknown(),
  SubnetIds: z._default(z.array(z.unknown()), []),
});
const FlowLog = z.object({
  TrafficType: z._default(z.enum(['ALL', 'ACCEPT', 'REJECT']), 'ALL'),
  LogDestinationType: z._default(z.enum(['cloud-watch-logs', 's3']), 'cloud-watch-logs'),
});

/** Interface endpoints are paid for each zone; gateway endpoints are free. */
export function endpointUsage(endpoint: Resource, stage: StageResources): Usage[] {
  const { VpcEndpointType, ServiceName, SubnetIds } = read(Endpoint, endpoint);
  if (VpcEndpointType === 'Gateway') return [];
  const service = typeof ServiceName === 'string' ? (ServiceName.split('.').at(-1) ?? '') : 'a service';
  return [
    {
      what: `endpoint of ${service} in ${SubnetIds.length} zones`,
      price: 'interface-endpoint',
      always: SubnetIds.length * HOURS_PER_MONTH,
    },
    ...(service === 'lambda' ? [invocations(stage)] : []),
  ];
}

/** On-demand pollers hand each record to its function through the endpoint. */
const invocations = (stage: StageResources): Usage => ({
  what: 'records through the endpoint of lambda',
  price: 'interface-endpoint-data',
  perOrder:
    (measured('kafka/invocation-growth') *
      stage.filter(({ type }) => type === 'AWS::MSK::Topic').reduce((sum, topic) => sum + recordBytes(topic), 0)) /
    1e9,
});

export function flowLogUsage(flowLog: Resource, stage: StageResources): Usage[] {
  const { TrafficType, LogDestinationType } = read(FlowLog, flowLog);
  const gigabytes = measured(TrafficType === 'REJECT' ? 'network/refusals' : 'network/flow-log');
  const what = 'flow logs';
  return LogDestinationType === 's3'
    ? [{ what, price: 'log-to-s3', always: gigabytes }]
    : logUsage({ writer: flowLog, stage, what, always: gigabytes * 1e9 });
}
