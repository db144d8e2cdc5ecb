/** As Kafka writes them: after their length, which of null is -1. */
export type Bytes = Buffer | string | null;

export function bytesSize(bytes: Bytes): number {
  if (bytes === null) return 1;
  const length = Buffer.byteLength(bytes);
  return varIntSize(length) + length;
}

/** Of a number that is not negative: 7 bits a byte, and one bit for the sign. */
export const varIntSize = (value: number) => Math.max(1, Math.ceil((33 - Math.clz32(value)) / 7));

export type BytesWriter = ReturnType<typeof bytesWriter>;

/** Writes one after the other into a buffer of this many bytes. */
export function bytesWriter(size: number) {
  const buffer = Buffer.allocUnsafe(size);
  let offset = 0;
  const varInt = (value: number) => {
    let rest = value * 2;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) buffer[offset++] = (rest & 0x7f) | 0x80;
    buffer[offset++] = rest;
  };
  const text = (written: string) => {
    offset += buffer.write(written, offset);
  };
  return {
    buffer,
    offset: () => offset,
    int8(value: number) {
      offset = buffer.writeInt8(value, offset);
    },
    int16(value: number) {
      offset = buffer.writeInt16BE(value, offset);
    },
    int32(value: number) {
      offset = buffer.writeInt32BE(value, offset);
    },
    int64(value: bigint) {
      offset = buffer.writeBigInt64BE(value, offset);
    },
    varInt,
    text,
    /** After its length, which of null is -1. */
    sized(bytes: Bytes) {
      if (bytes === null) {
        buffer[offset++] = 1;
        return;
      }
      varInt(Buffer.byteLength(bytes));
      if (typeof bytes === 'string') text(bytes);
      else offset += bytes.copy(buffer, offset);
    },
  };
}
