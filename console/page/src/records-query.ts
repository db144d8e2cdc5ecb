import { isoOf } from './orders-query.ts';

/** Which records of a topic: the names of the route, and of the page's address. Empty text asks for nothing. */
export interface RecordsQuery {
  readonly partition: string;
  readonly offset: string;
  /** By the reader's clock. */
  readonly from: string;
  readonly key: string;
}

const PARTS = ['partition', 'offset', 'from', 'key'] as const;
export const RECORDS_SHOWN = 50;

export const recordsQueryOf = (query: URLSearchParams): RecordsQuery => ({
  partition: query.get('partition') ?? '',
  offset: query.get('offset') ?? '',
  from: query.get('from') ?? '',
  key: query.get('key') ?? '',
});

/** An offset means something in one partition only: without one it is the first. */
export function recordsHash(topic: string, asked: RecordsQuery): string {
  const whole = asked.offset !== '' && asked.partition === '' ? { ...asked, partition: '0' } : asked;
  const query = new URLSearchParams();
  for (const part of PARTS) if (whole[part].trim() !== '') query.set(part, whole[part].trim());
  return `#/topics/${encodeURIComponent(topic)}${query.size === 0 ? '' : `?${query}`}`;
}

/** The path of the server's route for the address. */
export function recordsPath(topic: string, address: URLSearchParams): string {
  const query = new URLSearchParams({ limit: String(RECORDS_SHOWN) });
  for (const part of PARTS) {
    const value = address.get(part) ?? '';
    const sent = part === 'from' ? isoOf(value) : value;
    if (sent !== '') query.set(part, sent);
  }
  return `/api/topics/${encodeURIComponent(topic)}/records?${query}`;
}
