import * as z from 'zod/mini';

/** How far one of the segments of a table is read. */
export interface Place {
  readonly segment: number;
  /** How many there are. */
  readonly of: number;
  /** The key of the last row that was read; undefined at the beginning. */
  readonly after: string | undefined;
}

/** How many are read at once: they keep one process busy, and take a part of what a new table gives. */
const SEGMENTS = 4;

/** Every segment, at its beginning. */
export const allSegments = (): Place[] =>
  Array.from({ length: SEGMENTS }, (_, segment) => ({ segment, of: SEGMENTS, after: undefined }));

/**
 * Reads segments at once, a page of each at a time, in the order in which the pages come. The next page of a segment is begun when
 * its last is taken and another asked for: no more than a page of each is held, and nothing is begun for who stops.
 */
export async function* inSegments<Page extends { readonly next: string | undefined }>(
  places: readonly Place[],
  read: (place: Place) => Promise<Page>,
): AsyncGenerator<{ readonly place: Place; readonly page: Page }> {
  const readAt = async (place: Place) => ({ place, page: await read(place) });
  const underWay = new Map(places.map((place) => [place.segment, readAt(place)]));
  while (underWay.size > 0) {
    const done = await Promise.race(underWay.values());
    const { segment } = done.place;
    underWay.delete(segment);
    yield done;
    if (done.page.next !== undefined) underWay.set(segment, readAt({ ...done.place, after: done.page.next }));
  }
}

/** The key after which each segment goes on: empty at its beginning, null at its end. */
const Keys = z.array(z.nullable(z.string())).check(z.minLength(1));

/** One word, so that it can be handed in on a command line; it fits only the table of that key. */
export function cursorOf(keyName: string, places: readonly Place[]): string | undefined {
  if (places.length === 0) return undefined;
  const keys = Array.from({ length: places[0]?.of ?? 0 }, (_, segment) => {
    const place = places.find((one) => one.segment === segment);
    return place === undefined ? null : (place.after ?? '');
  });
  return Buffer.from(JSON.stringify({ [keyName]: keys })).toString('base64url');
}

/** Where the segments of a cursor go on; those that were read to their ends are missing. */
export function placesOf(keyName: string, cursor: string): Place[] {
  try {
    const { [keyName]: keys } = z.parse(
      z.strictObject({ [keyName]: Keys }),
      JSON.parse(Buffer.from(cursor, 'base64url').toString()),
    );
    return (keys ?? []).flatMap((key, segment, { length: of }) =>
      key === null ? [] : [{ segment, of, after: key === '' ? undefined : key }],
    );
  } catch (error) {
    throw new Error(`"${cursor}" is no cursor of an earlier backfill of this table`, { cause: error });
  }
}
