import { appOfContext } from './app-of-context.ts';

appOfContext().synth();
