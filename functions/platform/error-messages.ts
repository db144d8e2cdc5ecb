import { config } from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// zod/mini says "Invalid input" to everything unless it is given a language.
config(english());
