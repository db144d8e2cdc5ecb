/** One event as it goes to Kafka: CloudEvents 1.0, binary mode. Two publications of one event are identical. */
export interface CloudEvent {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>> & { readonly traceparent: string; readonly ce_time: string };
  /** The data as JSON. */
  readonly value: string;
}

interface CloudEventSource {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly source: string;
  readonly orderId: string;
  readonly time: string;
  readonly traceparent: string;
  readonly data: object;
}

export function cloudEvent({
  id,
  topic,
  type,
  source,
  orderId,
  time,
  traceparent,
  data,
}: CloudEventSource): CloudEvent {
  return {
    id,
    topic,
    key: orderId,
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: source,
      ce_subject: orderId,
      ce_time: time,
      ce_partitionkey: orderId,
      'content-type': 'application/json',
      traceparent,
    },
    value: JSON.stringify(data),
  };
}
