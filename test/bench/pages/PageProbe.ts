import { Browser, BrowserContext, Page } from '@playwright/test';

/** What the page notes about itself. Times are milliseconds since the epoch, as those of this process. */
interface Notes {
  /** Milliseconds from the start of the navigation to the first row, or to the sentence that there is none. */
  firstRows?: number;
  /** Durations of the tasks that kept the page from drawing, in milliseconds. */
  longTasks: number[];
  /** When a row showed a text for the first time. */
  seen: Array<{ row: string; text: string; at: number }>;
}

type Noting = Window & { dpfNotes?: Notes };

/** Runs in the page before its own code. */
function takeNotes(): void {
  const notes: Notes = { longTasks: [], seen: [] };
  (window as Noting).dpfNotes = notes;
  new PerformanceObserver(list =>
    notes.longTasks.push(...list.getEntries().map(entry => entry.duration)),
  ).observe({ type: 'longtask' });
  const last = new Map<string, string>();
  const look = () => {
    const rows = document.querySelectorAll('tbody tr');
    const isEmpty = [...document.querySelectorAll('h2')].some(heading =>
      /^No DPU/.test(heading.textContent ?? ''),
    );
    if (rows.length || isEmpty) {
      notes.firstRows ??= performance.now();
    }
    const at = performance.timeOrigin + performance.now();
    for (const row of rows) {
      const name = row.querySelector('a')?.textContent ?? '';
      const text = row.textContent ?? '';
      if (last.get(name) !== text) {
        last.set(name, text);
        notes.seen.push({ row: name, text, at });
      }
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}

/** A browser in which the guest has signed in. */
export class PageProbe {
  static async open(browser: Browser, address: string): Promise<PageProbe> {
    const context = await browser.newContext({
      baseURL: address,
      viewport: { width: 1280, height: 900 },
    });
    await context.addInitScript(takeNotes);
    const page = await context.newPage();
    await page.goto('/');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'DPU clusters' }).waitFor();
    return new PageProbe(context, page);
  }

  private constructor(readonly context: BrowserContext, readonly page: Page) {}

  /** Loads the page anew. @returns milliseconds until it has its first rows. */
  async firstRows(path: string): Promise<number> {
    await this.page.goto(path);
    const found = await this.page.waitForFunction(
      () => (window as Noting).dpfNotes?.firstRows,
    );
    return (await found.jsonValue()) ?? NaN;
  }

  async notes(): Promise<Notes> {
    const notes = await this.page.evaluate(() => (window as Noting).dpfNotes);
    return notes ?? { longTasks: [], seen: [] };
  }

  /** Forgets the long tasks so far, those of the first load. */
  async forgetLongTasks(): Promise<void> {
    await this.page.evaluate(() => {
      const { dpfNotes } = window as Noting;
      dpfNotes?.longTasks.splice(0);
    });
  }

  /** Scrolls down and up until `until` settles. */
  async scrollWhile(until: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = until.finally(() => {
      isDone = true;
    });
    await this.page.mouse.move(640, 600);
    for (let n = 0; !isDone; n++) {
      await this.page.mouse.wheel(0, n % 40 < 20 ? 240 : -240);
      await this.page.waitForTimeout(50);
    }
    await done;
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
