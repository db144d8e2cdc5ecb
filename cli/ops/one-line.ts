/** Text from a record as one line; control characters, which a terminal would obey, are shown as blocks. */
export const oneLine = (text: string) => text.replace(/\s*\n\s*/g, '; ').replace(/\p{Cc}/gu, '\u2588');
