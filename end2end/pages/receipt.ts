import type { Locator } from '@playwright/test';
import type { Site } from './site';

/** What was paid for a booking and what came back. */
export class ReceiptPage {
  private readonly sums: Locator;

  constructor(private readonly site: Site) {
    this.sums = site.main.locator('dl.sums > div');
  }

  async open(reference: string, status = 200): Promise<void> {
    await this.site.goto(`/bookings/${reference}/receipt`, status);
  }

  /** A line that begins so. */
  line(words: string): Locator {
    return this.sums.filter({ has: this.site.page.locator('dt', { hasText: new RegExp(`^${words}`) }) });
  }

  amount(words: string): Locator {
    return this.line(words).locator('dd');
  }
}
