import { Browser, Page, chromium, expect } from '@playwright/test';
import path from 'node:path';

const TIMEOUT = 60_000;
/** The dev server compiles a page on its first request. */
const FIRST_TIMEOUT = 5 * 60_000;

/** Opens pages of a portal as guest. Saves a screenshot of a page that lacks the expected content. */
export class PortalVisit {
  static async start(options: {
    address: string;
    pictures: string;
    executablePath: string;
  }): Promise<PortalVisit> {
    const browser = await chromium.launch({
      executablePath: options.executablePath,
      // Chromium's sandbox does not work as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const page = await browser.newPage({ baseURL: options.address });
    const visit = new PortalVisit(browser, page, options.pictures);
    await visit.#picturing('sign-in', async () => {
      await page.goto('/', { timeout: FIRST_TIMEOUT });
      const enter = page.getByRole('button', { name: 'Enter' });
      await expect(enter).toBeVisible({ timeout: FIRST_TIMEOUT });
      await enter.click();
      // Leaving the page before the sign-in has completed would sign the guest out.
      await expect(enter).toBeHidden({ timeout: TIMEOUT });
    });
    return visit;
  }

  readonly #browser: Browser;
  readonly #page: Page;
  readonly #pictures: string;

  private constructor(browser: Browser, page: Page, pictures: string) {
    this.#browser = browser;
    this.#page = page;
    this.#pictures = pictures;
  }

  /**
   * Opens an address. Resolves when all texts are visible. Reloads the page until then, because the catalog may still
   * be reading entities and its pages do not refresh automatically.
   */
  async see(
    address: string,
    what: (page: Page) => Promise<void>,
  ): Promise<void> {
    await this.#picturing(address, async () => {
      await expect(async () => {
        await this.#page.goto(address, { timeout: TIMEOUT });
        await what(this.#page);
      }).toPass({ timeout: 5 * TIMEOUT });
    });
  }

  async end(): Promise<void> {
    await this.#browser.close();
  }

  async #picturing(name: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      await this.#page.screenshot({
        path: path.join(this.#pictures, `${name.replace(/\W+/g, '-')}.png`),
        fullPage: true,
      });
      throw error;
    }
  }
}
