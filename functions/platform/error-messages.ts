import { config } from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// zod/mini says "Invalid input" to everything unless it is given a language.
config({
  ...english(),
  // The name of an unknown field is the sender's own text: it must not get into logs, headers and rows.
  customError: ({ code }) => (code === 'unrecognized_keys' ? 'Unknown field' : undefined),
});
