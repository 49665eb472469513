import { mockServices } from '@backstage/backend-test-utils';
import {
  missingManagementClusterWarning,
  missingOwnerWarning,
  watchForEntity,
} from './watchForEntity';

const OWNER = 'group:default/platform';

async function watch(getEntityByRef: jest.Mock, signal?: AbortSignal) {
  const logger = mockServices.logger.mock();
  const sleep = jest.fn().mockResolvedValue(undefined);
  await watchForEntity({
    auth: mockServices.auth(),
    catalog: { getEntityByRef },
    entityRef: OWNER,
    warning: missingOwnerWarning(OWNER),
    logger,
    sleep,
    signal: signal ?? new AbortController().signal,
  });
  return { logger, sleep };
}

const entity = { kind: 'Group', metadata: { name: 'platform' } };

describe('watchForEntity', () => {
  it('warns once, with a remedy, if the owner does not appear', async () => {
    const getEntityByRef = jest.fn().mockResolvedValue(undefined);
    const { logger } = await watch(getEntityByRef);
    expect(getEntityByRef).toHaveBeenCalledWith(OWNER, expect.anything());
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn.mock.calls[0][0]).toMatch(
      /defaultOwner is group:default\/platform, which is not in the catalog.*Set it to a group of your catalog/,
    );
  });

  it('does not warn about an owner that appears later', async () => {
    const getEntityByRef = jest
      .fn()
      .mockResolvedValueOnce(undefined)
      .mockRejectedValueOnce(new Error('starting'))
      .mockResolvedValue(entity);
    const { logger, sleep } = await watch(getEntityByRef);
    expect(sleep).toHaveBeenCalledTimes(2);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('does not warn if the catalog does not answer', async () => {
    const { logger } = await watch(
      jest.fn().mockRejectedValue(new Error('no')),
    );
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('says of a management cluster what depends on nothing', () => {
    expect(
      missingManagementClusterWarning({
        name: 'lab',
        entityRef: 'resource:default/prod',
      }),
    ).toMatch(
      /lab is resource:default\/prod, which is not in the catalog.*leave it out/,
    );
  });

  it('ends with the back end', async () => {
    const getEntityByRef = jest.fn().mockResolvedValue(undefined);
    const { logger } = await watch(getEntityByRef, AbortSignal.abort());
    expect(getEntityByRef).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
