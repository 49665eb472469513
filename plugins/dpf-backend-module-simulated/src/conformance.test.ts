import { clusterManagerChecks } from '@dpf-portal/dpf-controllers/testing';
import { SimulatedClusterManager } from './manager/SimulatedClusterManager';

describe('A SimulatedClusterManager', () => {
  const managers = new Set<SimulatedClusterManager>();
  const checks = clusterManagerChecks({
    createManager: () => {
      const manager = new SimulatedClusterManager();
      managers.add(manager);
      return manager;
    },
  });
  afterEach(async () => {
    await Promise.all([...managers].map(manager => manager.stop()));
    managers.clear();
  });

  it.each(checks)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
