import * as z from 'zod/mini';

/** Which bugs a run of tests plants, and which files of tests it runs as they are. */
export const PlantedRun = z.object({
  bugs: z.array(z.string()),
  controls: z.array(z.string()),
  dynamodbEndpoint: z.string(),
});
export type PlantedRun = z.infer<typeof PlantedRun>;

/** How the projects begin that plant nothing. */
export const CONTROL = 'control: ';

/** What became of the tests of a project. */
export interface ProjectResult {
  readonly project: string;
  readonly tests: number;
  /** Full names of the tests that failed, each with its error. */
  readonly failed: readonly { readonly test: string; readonly error: string; readonly isAssertion: boolean }[];
  /** Of a file that could not be loaded. */
  readonly loadErrors: readonly string[];
}
