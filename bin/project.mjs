import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of something in the project folder, wherever the command was typed. */
export const inProject = (path) => `${root}${path}`;
