import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** A run as its host sees it. */
export class HostRunPage {
  readonly rows: Locator;
  readonly statuses: Locator;
  readonly orders: Locator;
  readonly reason: Locator;
  readonly callOff: Locator;
  private readonly fold: Locator;

  constructor(private readonly site: Site) {
    this.rows = site.main.locator('tbody tr');
    this.statuses = site.main.getByRole('list', { name: 'Filter by status' });
    this.reason = site.field('Reason');
    this.callOff = site.button('Call the run off and give everything back');
    this.fold = site.main.locator('details summary');
    this.orders = site.main.getByRole('list', { name: 'Order' });
  }

  row(reference: string): Locator {
    return this.rows.filter({ hasText: reference });
  }

  cell(row: Locator, heading: string): Locator {
    return row.locator(`td[data-label="${heading}"]`);
  }

  /** One column, from top to bottom. */
  column(heading: string): Promise<string[]> {
    return this.site.main.locator(`tbody td[data-label="${heading}"]`).allInnerTexts();
  }

  /** Unfolds the form that calls the run off. */
  async unfold(): Promise<void> {
    await this.fold.click();
    await expect(this.callOff).toBeVisible();
  }
}
