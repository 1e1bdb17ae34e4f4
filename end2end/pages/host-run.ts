import type { Locator } from '@playwright/test';
import type { Site } from './site';

/** A run as its host sees it. */
export class HostRunPage {
  readonly rows: Locator;
  readonly statuses: Locator;
  readonly orders: Locator;
  /** Leads to the page that calls the run off. */
  readonly callOff: Locator;
  /** Leads to the page that changes the run. */
  readonly change: Locator;

  constructor(private readonly site: Site) {
    this.rows = site.main.locator('tbody tr');
    this.statuses = site.main.getByRole('list', { name: 'Filter by status' });
    this.callOff = site.link('Call this run off');
    this.change = site.link('Change this run');
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
}
