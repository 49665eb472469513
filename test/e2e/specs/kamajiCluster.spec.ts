import { expect } from '@playwright/test';
import { createAndWait, nextStep, openTemplate } from '../portal/runTemplate';
import { test } from '../portal/test';

test('a guest asks for a Kamaji cluster and sees it become Ready', async ({
  page,
}) => {
  await openTemplate(page, 'DPU cluster (Kamaji)');
  await page.getByLabel('Name').fill('team-a-dev');
  await nextStep(page);
  // Advanced: no input.
  await nextStep(page);
  await expect(page.getByText('team-a-dev')).toBeVisible();

  const from = Date.now();
  await createAndWait(page);
  expect(Date.now() - from).toBeLessThan(30_000);

  await page.getByText('Open the cluster').click();
  const summary = page.getByTestId('dpf-summary');
  await expect(summary.getByTestId('dpf-state')).toHaveText('Ready');
  await expect(summary).toContainText('of 10 DPUs assigned');
  await expect(summary).toContainText(/https:\/\/10\.66\.66\.\d+:\d+/);
  await expect(summary).toContainText(/guests/i);
});
