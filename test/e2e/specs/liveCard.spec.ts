import { DpuCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { ManagementApi } from '../../management/ManagementApi';
import { expect, test } from '../portal/test';

const GROUP = 'provisioning.dpu.nvidia.com';

test('the card of a cluster follows what happens, without a reload', async ({
  page,
  api,
}) => {
  const created = await api.createCluster(
    'team-a',
    kamajiCluster('live', { vip: '10.66.66.66', virtualRouterID: 126 }),
  );
  await page.goto('/dpu-clusters/local/team-a/live');
  const card = page.getByTestId('dpf-summary');
  await expect(card.getByTestId('dpf-state')).toHaveText('Ready');
  await page.evaluate(() => {
    document.body.dataset.loaded = 'once';
  });

  for (const maxNodes of [20, 30]) {
    await api.client.mergePatch<DpuCluster>(
      ManagementApi.resourceOf(GROUP),
      { namespace: 'team-a', name: 'live' },
      { spec: { maxNodes } },
    );
    await expect(card).toContainText(`of ${maxNodes} DPUs joined`, {
      timeout: 5_000,
    });
  }
  await api.deleteCluster(created);
  await expect(
    page.getByText(/does not exist|not found|is gone/i),
  ).toBeVisible();
  await expect(page.locator('body')).toHaveAttribute('data-loaded', 'once');
});
