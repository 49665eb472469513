import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { expect } from '@playwright/test';
import { guideExample } from '../../fixtures/guideExample';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { test } from '../portal/test';

test('an engineer acknowledges a problem, which then needs nobody, and ends the acknowledgement', async ({
  page,
  api,
}) => {
  const created = await api.createCluster('team-a', {
    ...guideExample('kamaji', DPU_CLUSTER_GROUPS.released),
    metadata: { name: 'known' },
    // Nobody here handles the type.
    spec: { type: 'acme/metal', maxNodes: 5 },
  });
  await page.goto('/dpu-clusters/local/team-a/known');
  const problems = page.getByRole('region', { name: 'Problems' });
  await problems.getByRole('button', { name: /^Acknowledge: / }).click();
  const dialog = page.getByRole('dialog', { name: 'Acknowledge the problem' });
  const acknowledge = dialog.getByRole('button', { name: 'Acknowledge' });
  await expect(acknowledge).toBeDisabled();
  await dialog.getByLabel(/^Note/).fill('The vendor delivers on Friday');
  await expectAccessibleAsShown(page);
  await acknowledge.click();
  await expect(dialog).toBeHidden();
  await expect(problems).toContainText('The vendor delivers on Friday');
  await expect(problems).toContainText(/Acknowledged by .*Guest/i);
  await expectAccessible(page);

  await page.goto('/dpu-clusters');
  const row = page.getByRole('row', { name: /^known/ });
  await expect(row).toBeVisible();
  const needsPlatform = page.getByRole('button', { name: /^Needs platform/ });
  await expect(needsPlatform).toHaveAccessibleName('Needs platform 0');

  await page.goto('/dpu-clusters/local/team-a/known');
  await problems
    .getByRole('button', { name: /^End the acknowledgement: / })
    .click();
  await expect(
    problems.getByRole('button', { name: /^Acknowledge: / }),
  ).toBeVisible();
  await page.goto('/dpu-clusters');
  await expect(needsPlatform).toHaveAccessibleName('Needs platform 1');

  await api.deleteCluster(created);
});
