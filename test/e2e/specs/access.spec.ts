import fs from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { kubectl } from '../../kamaji/kubectl';
import { portal } from '../portal/portal';
import { createAndWait, nextStep, openTemplate } from '../portal/runTemplate';
import { expectAccessibleAsShown } from '../portal/expectAccessible';
import { test } from '../portal/test';

const FILE = path.join(portal.stateDir, 'access-view.kubeconfig');
/** The API server keeps the answer about a token for 10 s. */
const REFUSED_WITHIN_MS = 15_000;

test('a guest gets a kubeconfig that works, sees who has access, and revokes it', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // By the form, so that the guest's group owns it.
  await openTemplate(page, 'DPU cluster (Kamaji)');
  await page.getByLabel('Name').fill('access');
  await nextStep(page);
  await nextStep(page);
  await createAndWait(page);
  await page.getByText('Open the cluster').click();
  await expect(page.getByTestId('dpf-state').first()).toHaveText('Ready');
  // Answers of the API, whatever a page asks.
  const answers: string[] = [];
  page.on('response', async response => {
    if (!response.url().endsWith('/kubeconfig')) {
      answers.push(await response.text().catch(() => ''));
    }
  });

  await page.getByRole('button', { name: 'Get access' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Access to access' });
  await expect(dialog.getByRole('radio', { name: /^view/ })).toBeChecked();
  await expect(dialog).toContainText(
    'Nobody has a valid credential from this portal.',
  );
  await expectAccessibleAsShown(page);
  await dialog.getByLabel('Lifetime').selectOption('15 minutes');
  await dialog.getByLabel(/^Reason/).fill('look at the nodes');
  await dialog.getByRole('button', { name: 'Get kubeconfig' }).click();

  const download = page.waitForEvent('download');
  await dialog
    .getByRole('button', { name: 'Download access-view.kubeconfig' })
    .click();
  await (await download).saveAs(FILE);
  const kubeconfig = fs.readFileSync(FILE, 'utf8');
  const token = /token: "(\S+)"/.exec(kubeconfig)?.[1] ?? kubeconfig;
  await dialog.getByRole('button', { name: 'Copy kubeconfig' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trimEnd()).toBe(kubeconfig.trimEnd());
  await expect(page.getByTestId('dpf-access-lines')).toHaveText(
    /export KUBECONFIG=~\/Downloads\/access-view\.kubeconfig\s+kubectl get nodes/,
  );
  await expect(dialog).toContainText(/needs a route to https:\/\/10\.66\.66\./);

  // As on the machine of somebody who has just downloaded it.
  expect(await kubectl(FILE, 'get', 'nodes')).toMatchObject({ code: 0 });
  const forbidden = await kubectl(FILE, 'get', 'secrets', '-A');
  expect(forbidden.output).toContain('forbidden');

  const holders = dialog.getByRole('table', { name: 'Who has access' });
  await expect(holders.getByRole('row')).toHaveCount(2);
  await expect(holders).toContainText('look at the nodes');
  await expectAccessibleAsShown(page);
  await holders.getByRole('button', { name: /^Revoke view of / }).click();
  await expect(dialog).toContainText(
    'Nobody has a valid credential from this portal.',
  );
  await expect(async () => {
    const { output } = await kubectl(FILE, 'get', 'nodes');
    expect(output).toContain('Unauthorized');
  }).toPass({ timeout: REFUSED_WITHIN_MS });

  // Closing forgets it: nothing else in the page or in the portal's answers has it.
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain(token);
  expect(answers.filter(text => text.includes(token))).toEqual([]);
});
