/** The views of the page, in the order of the tabs. */
export const VIEWS = [
  { id: 'flow', title: 'Flow' },
  { id: 'orders', title: 'Orders' },
  { id: 'topics', title: 'Topics' },
  { id: 'payments', title: 'Payments' },
  { id: 'dead-letters', title: 'Dead letters' },
  { id: 'faults', title: 'Faults' },
  { id: 'operate', title: 'Operate' },
] as const;
export type ViewId = (typeof VIEWS)[number]['id'];

/** What the hash of the address names: `#/orders/<id>`, `#/topics/<topic>?partition=2&offset=17`. */
export interface PageRoute {
  readonly view: ViewId;
  /** What follows the view: an order's id, a topic. */
  readonly id: string | null;
  readonly query: URLSearchParams;
}

/** A hash that names no view opens the first. */
export function routeOf(hash: string): PageRoute {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, id] = path.split('/').map(decoded);
  return {
    view: VIEWS.find((known) => known.id === view)?.id ?? 'flow',
    id: id === undefined || id === '' ? null : id,
    query: new URLSearchParams(query),
  };
}

/** A wrong escape is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
