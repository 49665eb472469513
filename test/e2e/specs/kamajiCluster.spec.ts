import { expect } from '@playwright/test';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { createAndWait, nextStep, openTemplate } from '../portal/runTemplate';
import { test } from '../portal/test';

test('a guest asks for a Kamaji cluster and sees it become Ready', async ({
  page,
}) => {
  await openTemplate(page, 'DPU cluster (Kamaji)');
  await expect(page.getByLabel('Name')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Name').fill('team-a-dev');
  await expect(
    page.getByRole('checkbox', { name: /^Advanced/ }),
  ).not.toBeChecked();
  await nextStep(page);
  await expect(page.getByTestId('dpf-review')).toHaveText(
    /^Creates DPU cluster dpf-clusters\/team-a-dev on local: owner group:default\/guests, up to 10 DPUs, VIP 10\.66\.66\.\d+ with virtual router ID \d+ on br-dpu \(network lab\), Kubernetes v1\.\d+\.\d+ \(.+\), reminder on \d{4}-\d\d-\d\d; no DPU without a cluster can be assigned to it\.$/,
  );
  await page.getByRole('button', { name: /^Manifest/ }).click();
  await expect(page.getByTestId('dpf-review-yaml')).toContainText(
    'kind: DPUCluster',
  );
  await nextStep(page);
  await expect(page.getByText('team-a-dev')).toBeVisible();
  await expectAccessibleAsShown(page);

  const from = Date.now();
  await createAndWait(page);
  expect(Date.now() - from).toBeLessThan(30_000);

  await page.getByText('Open the cluster').click();
  const summary = page.getByTestId('dpf-summary');
  await expect(summary.getByTestId('dpf-state')).toHaveText('Ready');
  await expect(summary).toContainText('of 10 DPUs assigned');
  await expect(summary).toContainText(/https:\/\/10\.66\.66\.\d+:\d+/);
  await expect(summary).toContainText(/guests/i);
  await expectAccessible(page);
});

test('a platform engineer sees in the form which nodes match and what is wrong, and is stopped before a request that would fail', async ({
  page,
}) => {
  await openTemplate(page, 'DPU cluster (Kamaji)');
  await page.getByLabel('Name').fill('team-a-advanced');
  await page.getByRole('checkbox', { name: /^Advanced/ }).check();
  await expect(page.getByText(/Matches \d+ of \d+ nodes?: /)).toBeVisible();
  const vip = page.getByLabel('VIP');
  await vip.fill('10.66.66');
  await expect(page.getByText(/Give one IP address/)).toBeVisible();
  // Of no network, so the guest may not choose it.
  await vip.fill('192.0.2.7');
  await expect(page.getByText(/outside the addresses of/)).toBeVisible();
  await page.getByLabel('Maximum number of DPUs').fill('5000');
  await page.getByRole('button', { name: 'Next' }).click();
  // In the form's list at its top: then it has validated the page.
  await expect(
    page.getByText(/^'Maximum number of DPUs' .*(allows|allowed)/),
  ).toBeVisible();
  await page.getByLabel('Maximum number of DPUs').fill('5');
  await nextStep(page);
  // The cause comes from the server; the form goes no further.
  await expect(page.getByRole('alert')).toContainText(
    /192\.0\.2\.7 is outside .* needs the permission/,
  );
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(
    page.getByText(/The portal rejects this request/).first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await vip.fill('');
  await nextStep(page);
  await expect(page.getByTestId('dpf-review')).toContainText('up to 5 DPUs');
});
