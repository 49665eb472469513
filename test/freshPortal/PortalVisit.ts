import { Browser, Page, chromium, expect } from '@playwright/test';
import path from 'node:path';

const TIMEOUT = 60_000;
/** The dev server compiles a page when it is first asked for. */
const FIRST_TIMEOUT = 5 * 60_000;

/** A guest who opens pages of a portal. A page that does not show what it should leaves a picture of it. */
export class PortalVisit {
  static async start(options: {
    address: string;
    pictures: string;
    executablePath: string;
  }): Promise<PortalVisit> {
    const browser = await chromium.launch({
      executablePath: options.executablePath,
      // Chromium's sandbox refuses to run as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const page = await browser.newPage({ baseURL: options.address });
    const visit = new PortalVisit(browser, page, options.pictures);
    await visit.picturing('sign-in', async () => {
      await page.goto('/', { timeout: FIRST_TIMEOUT });
      const enter = page.getByRole('button', { name: 'Enter' });
      await expect(enter).toBeVisible({ timeout: FIRST_TIMEOUT });
      await enter.click();
      // To leave the page before the sign-in is done is to be signed out.
      await expect(enter).toBeHidden({ timeout: TIMEOUT });
    });
    return visit;
  }

  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly pictures: string,
  ) {}

  /**
   * Opens an address and resolves once all is to be seen. What the catalog has yet to read comes late, and its pages do not
   * look again by themselves, so the page is loaded anew until then.
   */
  async see(
    address: string,
    what: (page: Page) => Promise<void>,
  ): Promise<void> {
    await this.picturing(address, async () => {
      await expect(async () => {
        await this.page.goto(address, { timeout: TIMEOUT });
        await what(this.page);
      }).toPass({ timeout: 5 * TIMEOUT });
    });
  }

  async end(): Promise<void> {
    await this.browser.close();
  }

  private async picturing(
    name: string,
    run: () => Promise<void>,
  ): Promise<void> {
    try {
      await run();
    } catch (error) {
      await this.page.screenshot({
        path: path.join(this.pictures, `${name.replace(/\W+/g, '-')}.png`),
        fullPage: true,
      });
      throw error;
    }
  }
}
