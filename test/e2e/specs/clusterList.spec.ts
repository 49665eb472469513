import fs from 'node:fs';
import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { dpuResource } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { expect } from '@playwright/test';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { guideExample, guideSecret } from '../../fixtures/guideExample';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { test } from '../portal/test';

test.describe('the list of clusters', () => {
  for (const group of Object.values(DPU_CLUSTER_GROUPS)) {
    test(`shows the guide's examples of group ${group} with their state`, async ({
      page,
      api,
      staticKubeconfigFile,
    }) => {
      await page.getByRole('link', { name: 'DPU clusters' }).click();
      const rows = page.getByRole('row', { name: /^test\s*team-/ });
      await api.createSecret(
        'team-b',
        guideSecret(fs.readFileSync(staticKubeconfigFile, 'utf8')),
      );
      const created = [
        await api.createCluster('team-a', guideExample('kamaji', group)),
        await api.createCluster('team-b', guideExample('static', group)),
      ];
      await expect(rows).toHaveCount(2);
      for (const namespace of ['team-a', 'team-b']) {
        await expect(
          rows.filter({ hasText: namespace }).getByTestId('dpf-state'),
        ).toHaveText('Ready');
      }
      await expectAccessible(page);

      await Promise.all(created.map(cluster => api.deleteCluster(cluster)));
      await api.client.delete(CORE_RESOURCES.secrets, {
        namespace: 'team-b',
        name: 'my-admin-kubeconfig',
      });
      await expect(rows).toHaveCount(0);
    });
  }

  test('narrows to the clusters that somebody must act on, and keeps the view in the address', async ({
    page,
    api,
  }) => {
    const created = await api.createCluster(
      'team-a',
      // Nobody here handles the type.
      {
        ...guideExample('kamaji', DPU_CLUSTER_GROUPS.released),
        metadata: { name: 'stuck' },
        spec: { type: 'acme/metal', maxNodes: 5 },
      },
    );
    await page.goto('/dpu-clusters');
    const row = page.getByRole('row', { name: /^stuck/ });
    await expect(row).toContainText('The platform team must act.');
    await expect(row).toContainText('0 assigned, max 5');
    const chip = page.getByRole('button', { name: 'Needs platform 1' });
    await chip.press('Enter');
    await expect(page).toHaveURL(/needs=platform/);
    // Of the clusters that are there; those that are retired have a table of their own.
    const table = page.getByRole('table', { name: /^DPU clusters/ });
    await expect(table.getByRole('row')).toHaveCount(2);
    await page.getByLabel(/^Type/).click();
    await page.getByRole('option', { name: 'acme/metal (1)' }).click();
    await page.reload();
    await expect(row).toBeVisible();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('button', { name: 'In progress 0' }).click();
    await expect(page).toHaveURL(/needs=platform%2Cprogress&type=acme%2Fmetal/);

    await api.deleteCluster(created);
    await expect(
      page.getByRole('heading', { name: 'No DPU cluster matches' }),
    ).toBeVisible();
    await expectAccessible(page);
  });

  test('shows a DPU beside the list of DPUs', async ({ page, api }) => {
    const dpu = await api.client.create(
      dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1'),
      assignedDpu('drawer-dpu', {
        ...guideExample('kamaji', DPU_CLUSTER_GROUPS.released),
        metadata: { namespace: 'team-a', name: 'drawer' },
      }),
    );
    await page.goto('/dpu-clusters/dpus');
    await page.getByRole('button', { name: 'drawer-dpu' }).click();
    const drawer = page.getByRole('dialog', { name: 'DPU drawer-dpu' });
    await expect(drawer).toContainText('serial-of-drawer-dpu');
    await expectAccessibleAsShown(page);
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await api.client.delete(
      dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1'),
      dpu.metadata,
    );
  });

  for (const tab of ['Upgrade', 'Networks', 'Setup']) {
    test(`has a tab ${tab} on the platform's page, without a serious problem of accessibility`, async ({
      page,
    }) => {
      await page.goto('/dpu-clusters/platform');
      await page.getByRole('tab', { name: tab }).click();
      await expect(page).toHaveURL(
        new RegExp(`/platform/${tab.toLowerCase()}`),
      );
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      await expectAccessible(page);
    });
  }

  for (const tab of ['DPUs', 'Platform']) {
    test(`has a tab ${tab} beside it, without a serious problem of accessibility`, async ({
      page,
    }) => {
      await page.goto('/dpu-clusters');
      await page
        .getByRole('tablist', { name: 'DPU clusters' })
        .getByRole('tab', { name: tab })
        .click();
      await expect(page).toHaveURL(
        new RegExp(`/dpu-clusters/${tab.toLowerCase()}`),
      );
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      await expectAccessible(page);
    });
  }
});
