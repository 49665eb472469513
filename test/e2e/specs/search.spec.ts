import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { expect } from '@playwright/test';
import { guideExample } from '../../fixtures/guideExample';
import { test } from '../portal/test';

test('the portal opens on the DPU clusters', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/dpu-clusters$/);
  await expect(
    page
      .getByRole('tablist', { name: 'DPU clusters' })
      .getByRole('tab', { name: 'Clusters' }),
  ).toHaveAttribute('aria-selected', 'true');
});

test('the search of the portal finds a DPU cluster and leads to its page', async ({
  page,
  api,
}) => {
  const created = await api.createCluster('team-a', {
    ...guideExample('kamaji', DPU_CLUSTER_GROUPS.released),
    metadata: { name: 'sought' },
    // Nobody here handles the type.
    spec: { type: 'acme/metal', maxNodes: 5 },
  });
  const result = page.getByRole('link', { name: 'team-a/sought' });
  // The index is made anew every half minute, and the page does not search again by itself.
  await expect(async () => {
    await page.goto('/search?query=sought');
    await expect(result).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 120_000 });
  await expect(
    page.getByText(
      'DPU cluster of type acme/metal on management cluster local.',
    ),
  ).toBeVisible();
  await result.click();
  await expect(page).toHaveURL(/\/dpu-clusters\/local\/team-a\/sought/);
  await expect(
    page.getByRole('heading', { name: 'sought', level: 1 }),
  ).toBeVisible();

  await api.deleteCluster(created);
});
