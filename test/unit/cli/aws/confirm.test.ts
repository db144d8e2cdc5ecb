import { describe, expect, it } from 'vitest';
import { confirm } from '../../../../cli/aws/operator-terminal.ts';
import { RefusedError } from '../../../../cli/aws/report-failure.ts';

const question = { doIt: 'Deploy stage dev', yes: false, otherwise: 'Nothing was deployed.' };
const answering = (answer: string) => ({ ask: async () => answer });

describe('ask before something is done', () => {
  it.each(['y', 'Y', 'yes', ' y '])('goes on with "%s"', async (answer) => {
    await expect(confirm(question, answering(answer))).resolves.toBeUndefined();
  });

  it.each(['', 'n', 'dev', 'yesterday'])('refuses with "%s"', async (answer) => {
    await expect(confirm(question, answering(answer))).rejects.toThrow(new RefusedError('Nothing was deployed.'));
  });

  it('wants the name typed where data are at stake', async () => {
    const prod = { ...question, typed: 'prod' };

    await expect(confirm(prod, answering('prod'))).resolves.toBeUndefined();
    await expect(confirm(prod, answering('y'))).rejects.toThrow(RefusedError);
  });

  it('asks nobody who agreed beforehand', async () => {
    await expect(confirm({ ...question, typed: 'prod', yes: true }, { ask: undefined })).resolves.toBeUndefined();
  });

  it('can not go on where nobody sits', async () => {
    await expect(confirm(question, { ask: undefined })).rejects.toThrow('add --yes to agree beforehand');
  });
});
