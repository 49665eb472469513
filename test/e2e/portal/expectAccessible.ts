import { Page, expect } from '@playwright/test';
import axe, { AxeResults } from 'axe-core';

/** All but what is Backstage's: the side bar, and the tabs of the header, which name a panel that is not there. */
const OURS = {
  exclude: [['[data-testid="sidebar-root"]'], ['[class*="bui-Tab"]']],
};
const SCHEMES = ['light', 'dark'] as const;
/** A page that has just changed its theme, or opened a dialog, is still moving. */
const SETTLED_WITHIN_MS = 15_000;

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    context =>
      (window as Window & { axe?: typeof axe }).axe?.run(context, {
        resultTypes: ['violations'],
      }) as Promise<AxeResults>,
    OURS,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) =>
          `${id}: ${help}\n${html}\n${failureSummary ?? ''}`,
      ),
    );
}

async function expectNoViolations(page: Page, what: string): Promise<void> {
  await expect(async () => {
    expect(await violationsOf(page), what).toEqual([]);
  }).toPass({ timeout: SETTLED_WITHIN_MS });
}

/**
 * Asserts that axe finds nothing serious or critical in what the page shows, in the light and in the dark theme. Backstage
 * builds the page anew with another theme: what was typed and which dialog is open is lost.
 */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoViolations(page, `in the ${colorScheme} theme`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** The same in the theme that is shown, for a form or a dialog in use. */
export async function expectAccessibleAsShown(page: Page): Promise<void> {
  await expectNoViolations(page, 'as shown');
}
