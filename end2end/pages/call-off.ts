import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The page that calls a run off, and then tells how far that has come. */
export class CallOffPage {
  readonly reason: Locator;
  readonly button: Locator;

  constructor(private readonly site: Site) {
    this.reason = site.field('Reason');
    this.button = site.button(/^Call .+ off and give everything back$/);
  }

  /** A figure of the dry run, by its name. */
  figure(name: string | RegExp): Locator {
    return this.site.main.locator('dl.lines > div').filter({ has: this.site.page.locator('dt', { hasText: name }) }).locator('dd');
  }

  /** Looks until everybody is off and all money is back: by itself with JavaScript, by its link without. */
  async expectDone(bookings: number, refunds: number): Promise<void> {
    const { main, page, live } = this.site;
    await expect
      .poll(
        async () => {
          if (!live) {
            await page.reload();
          }
          return (await main.locator('.progress p').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
        },
        { timeout: 20_000 },
      )
      .toEqual([`Bookings taken off ${bookings} of ${bookings}`, `Refunds sent back ${refunds} of ${refunds}`]);
  }
}
