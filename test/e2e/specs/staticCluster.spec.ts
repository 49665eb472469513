import fs from 'node:fs';
import { expect } from '@playwright/test';
import {
  expectAccessible,
  expectAccessibleAsShown,
} from '../portal/expectAccessible';
import { createAndWait, nextStep, openTemplate } from '../portal/runTemplate';
import { test } from '../portal/test';

test('a guest registers a cluster by pasting its admin kubeconfig', async ({
  page,
  staticKubeconfigFile,
}) => {
  const kubeconfig = fs.readFileSync(staticKubeconfigFile, 'utf8');
  const key = /client-key-data: (\S+)/.exec(kubeconfig)?.[1] ?? kubeconfig;
  const answers: string[] = [];
  page.on('response', async response => {
    answers.push(await response.text().catch(() => ''));
  });

  await openTemplate(page, 'Register a DPU cluster (static)');
  await page.getByLabel('Name').fill('team-a-rack1');
  await nextStep(page);
  await page
    .getByRole('textbox', { name: 'Admin kubeconfig' })
    .fill(kubeconfig);
  await page.getByRole('button', { name: 'Check and upload' }).click();
  // Only the status: the typed kubeconfig contains the address too, before the upload has completed.
  await expect(
    page.getByRole('status').filter({ hasText: 'Uploaded' }),
  ).toContainText('https://10.20.0.10:6443');
  await expectAccessibleAsShown(page);
  await expect(
    page.getByRole('radio', { name: 'The portal makes none in this cluster' }),
  ).toBeChecked();
  await nextStep(page);
  await expect(page.getByTestId('dpf-review')).toContainText(
    'Registers DPU cluster dpf-clusters/team-a-rack1 on local: ',
  );
  await nextStep(page);
  await createAndWait(page);

  await page.getByText('Open the cluster').click();
  const summary = page.getByTestId('dpf-summary');
  await expect(summary.getByTestId('dpf-state')).toHaveText('Ready');
  await expect(summary).toContainText('https://10.20.0.10:6443');
  await expectAccessible(page);
  // No response contains the uploaded key.
  expect(answers.filter(text => text.includes(key))).toEqual([]);
});
