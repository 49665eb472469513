import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { Page, expect } from '@playwright/test';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { test } from '../portal/test';

const TABS = ['Overview', 'DPUs', 'Access', 'History', 'Details'];

async function openTab(page: Page, name: string) {
  await page.getByRole('tab', { name, exact: true }).click();
  await expect(page.getByRole('tabpanel', { name })).toBeVisible();
}

test('an engineer reads a cluster’s page tab by tab, an object of it, and copies the diagnosis', async ({
  page,
  context,
  api,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const cluster = kamajiCluster('tabs', {
    vip: '10.66.66.67',
    virtualRouterID: 127,
  });
  await api.createCluster('team-a', {
    ...cluster,
    metadata: {
      ...cluster.metadata,
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/guests' },
    },
  });
  await page.goto('/dpu-clusters/local/team-a/tabs');
  await expect(page.getByTestId('dpf-state')).toHaveText('Ready');
  // An empty healthy cluster has a next step and no problem.
  await expect(page.getByRole('region', { name: 'Add DPUs' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Problems' })).toHaveCount(0);
  await expectAccessible(page);
  for (const name of TABS.slice(1)) {
    await openTab(page, name);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await expectAccessible(page);
  }
  await expect(page).toHaveURL(/\?tab=details$/);

  await page.getByRole('button', { name: 'YAML of DPUCluster tabs' }).click();
  const object = page.getByRole('dialog');
  await expect(object).toContainText('kind: DPUCluster');
  await expectAccessibleAsShown(page);
  await object.getByRole('button', { name: 'Close' }).click();
  await page
    .getByRole('button', { name: 'YAML of Secret tabs-admin-kubeconfig' })
    .click();
  await expect(object).toContainText('kind: Secret');
  await expect(object).not.toContainText('admin.conf:');
  await object.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy diagnosis' }).click();
  await expect(page.getByText(/Diagnosis copied/)).toBeVisible();
  const diagnosis = await page.evaluate(() =>
    window.navigator.clipboard.readText(),
  );
  expect(diagnosis).toContain('# DPU cluster team-a/tabs');
  expect(diagnosis).not.toContain('BEGIN');

  // The dialogs of the edits, each closed again without a change.
  const edit = page.getByRole('button', { name: 'Edit', exact: true });
  await edit.click();
  const edits = await page.getByRole('menuitem').allTextContents();
  expect(edits).toContain('Change the DPU ceiling…');
  await page.keyboard.press('Escape');
  for (const name of edits) {
    await edit.click();
    await page.getByRole('menuitem', { name, exact: true }).click();
    await expect(object).toBeVisible();
    await expectAccessibleAsShown(page);
    await page.keyboard.press('Escape');
    await expect(object).toBeHidden();
  }

  // A link to a section opens its tab.
  await page.goto('/dpu-clusters/local/team-a/tabs#access');
  await expect(page.getByRole('tab', { name: 'Access' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
});
