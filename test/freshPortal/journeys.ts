import { Page, expect } from '@playwright/test';
import { nextStep } from '../e2e/portal/runTemplate';
import { EXISTING_CLUSTER } from './ManagementSite';
import { PortalVisit } from './PortalVisit';

const { namespace, name } = EXISTING_CLUSTER;
const SITE = 'site-a';
const SLOW = { timeout: 30_000 };

async function seeSummary(page: Page): Promise<void> {
  await expect(page.getByTestId('dpf-summary')).toBeVisible(SLOW);
}

async function seeTemplates(page: Page, count: 0 | 1): Promise<void> {
  // An entity of create-app: it shows that the catalog has been read.
  await expect(
    page.getByRole('heading', { name: 'Example Node.js Template' }),
  ).toBeVisible(SLOW);
  for (const title of [
    'DPU cluster (Kamaji)',
    'Register a DPU cluster (static)',
  ]) {
    await expect(page.getByRole('heading', { name: title })).toHaveCount(
      count,
      SLOW,
    );
  }
}

/** A field without its extension is rendered as a text input without a label. */
async function expectLabels(page: Page): Promise<void> {
  await expect(
    page.locator('form').getByRole('textbox', { name: /^$/ }),
  ).toHaveCount(0);
}

/** Resolves when the form shows these fields. */
async function seeForm(page: Page, fields: string[]): Promise<void> {
  for (const field of fields) {
    await expect(page.getByText(field, { exact: true }).first()).toBeVisible(
      SLOW,
    );
  }
  await expect(page.getByLabel('Name')).toBeVisible(SLOW);
  await expectLabels(page);
}

/** Visits the list, the cluster's page, and its entity with card and tab. */
export async function seeExistingCluster(visit: PortalVisit): Promise<void> {
  await visit.see('/dpu-clusters', async page => {
    await page.getByRole('link', { name, exact: true }).click(SLOW);
    await expect(page).toHaveURL(
      new RegExp(`/dpu-clusters/${SITE}/${namespace}/${name}`),
    );
    await seeSummary(page);
  });
  await visit.see('/?filters[kind]=resource&filters[user]=all', async page => {
    await page
      .getByRole('link', { name: new RegExp(`^${namespace}/${name}`) })
      .first()
      .click(SLOW);
    await expect(page.getByText('About').first()).toBeVisible(SLOW);
    await seeSummary(page);
    // The tab.
    await page.locator('a[href$="/dpu-cluster"]').click(SLOW);
    await seeSummary(page);
  });
}

/** A read-only portal offers no form. */
export async function seeNoForms(visit: PortalVisit): Promise<void> {
  await visit.see('/create', page => seeTemplates(page, 0));
}

export async function seeForms(visit: PortalVisit): Promise<void> {
  await visit.see('/create', page => seeTemplates(page, 1));
  const fields = ['Purpose', 'Maximum number of DPUs'];
  await visit.see('/create/templates/default/dpu-cluster-kamaji', page =>
    seeForm(page, fields),
  );
  await visit.see(
    '/create/templates/default/dpu-cluster-static',
    async page => {
      await seeForm(page, fields);
      await page.getByLabel('Name').fill('team-a-fresh');
      await nextStep(page);
      await expect(
        page.getByRole('textbox', { name: 'Admin kubeconfig' }),
      ).toBeVisible(SLOW);
      await expectLabels(page);
    },
  );
}
