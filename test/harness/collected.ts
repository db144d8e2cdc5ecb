/** All that an iterable yields, to its end. */
export async function collected<One>(iterable: AsyncIterable<One>): Promise<One[]> {
  const all: One[] = [];
  for await (const one of iterable) all.push(one);
  return all;
}
