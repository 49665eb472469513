import { expect } from '@playwright/test';
import { ManagementApi } from '../../management/ManagementApi';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { createAndWait, nextStep, openTemplate } from '../portal/runTemplate';
import { test } from '../portal/test';

const RESOURCE = ManagementApi.resourceOf('provisioning.dpu.nvidia.com');
const CLUSTER = { namespace: 'dpf-clusters', name: 'short-lived' };

test('an owner retires a cluster, and not before its name is typed', async ({
  page,
  api,
}) => {
  await openTemplate(page, 'DPU cluster (Kamaji)');
  await page.getByLabel('Name').fill(CLUSTER.name);
  await nextStep(page);
  await nextStep(page);
  await createAndWait(page);
  await page.getByText('Open the cluster').click();

  const checked = page.waitForResponse(/dryRun=true/);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Retire…' }).click();
  expect((await checked).status()).toBe(204);
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Retire' });
  await expect(confirm).toBeDisabled();
  await expectAccessibleAsShown(page);
  // The dry run must not delete the cluster.
  const { metadata } = await api.client.get(RESOURCE, CLUSTER);
  expect(metadata.deletionTimestamp).toBeUndefined();

  await dialog.getByLabel(`Type ${CLUSTER.name} to confirm`).fill(CLUSTER.name);
  await confirm.click();
  await expect(page.getByText(/was retired/i)).toBeVisible();
  await expectAccessible(page);
  await expect(api.client.get(RESOURCE, CLUSTER)).rejects.toMatchObject({
    status: 404,
  });
});
