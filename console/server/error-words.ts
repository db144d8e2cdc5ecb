/** What went wrong, for a person: an error's message, or the thing that was thrown. */
export const errorWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
