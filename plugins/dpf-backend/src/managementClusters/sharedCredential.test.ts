import { KubeConfig } from '@kubernetes/client-node';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { sharedCredential } from './sharedCredential';

describe('sharedCredential', () => {
  const runs = {
    ...TEST_SETTINGS,
    roles: { ...TEST_SETTINGS.roles, static: 'auto' as const },
  };

  it("tells that reconcilers run with the portal's credential", () => {
    expect(sharedCredential(runs)).toMatchObject({
      code: 'SharedCredential',
      who: 'platform',
      blocking: false,
    });
  });

  it('is silent where they have their own, or none runs', () => {
    expect(
      sharedCredential({ ...runs, controllersKubeConfig: new KubeConfig() }),
    ).toBeUndefined();
    expect(sharedCredential(TEST_SETTINGS)).toBeUndefined();
  });
});
