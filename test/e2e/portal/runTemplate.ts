import { Page, expect } from '@playwright/test';

/** Opens a template of the Create page. */
export async function openTemplate(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Create', exact: true }).click();
  // The catalog may still be reading the templates, and the page does not refresh automatically.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: title })).toBeVisible({
      timeout: 20_000,
    });
  }).toPass();
  await page
    .locator('[class*="MuiCard-root"]', {
      has: page.getByRole('heading', { name: title }),
    })
    .getByRole('button', { name: 'Choose' })
    .click();
}

/** Resolves when the next step is shown, after validation of the current one. */
export async function nextStep(page: Page): Promise<void> {
  const active = page.locator('[class*="MuiStepLabel-active"]');
  const before = await active.innerText();
  await page.getByRole('button', { name: /^(Next|Confirm)$/ }).click();
  await expect(active).not.toHaveText(before);
}

/** Creates from the review step. Resolves when the task has succeeded. */
export async function createAndWait(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(
    page
      .getByRole('link', { name: 'Open the cluster' })
      .or(page.getByRole('button', { name: 'Open the cluster' }))
      .first(),
  ).toBeVisible({ timeout: 60_000 });
}
