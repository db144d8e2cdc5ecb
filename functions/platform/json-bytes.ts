/** As JSON, which has no bytes: DynamoDB takes them in base 64, in fields named `B` and `BS`. */
export const toJson = (input: unknown): string => JSON.stringify(input, bytesAsBase64);

function bytesAsBase64(this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
  const given = this[key];
  return given instanceof Uint8Array ? Buffer.from(given).toString('base64') : value;
}

const HAS_BYTES = /"BS?":\s*["[]/;

/** With bytes where DynamoDB wrote them. An attribute that a row's owner named `B` holds an object, and is not taken for them. */
export const fromJson = (text: string): unknown => JSON.parse(text, HAS_BYTES.test(text) ? base64AsBytes : undefined);

function base64AsBytes(key: string, value: unknown) {
  if (key === 'B' && typeof value === 'string') return bytesOf(value);
  return key === 'BS' && Array.isArray(value) ? value.map(bytesOf) : value;
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
