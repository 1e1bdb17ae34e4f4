import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The page of one booking. */
export class BookingPage {
  readonly reference: Locator;
  readonly status: Locator;
  readonly clock: Locator;
  readonly giveUp: Locator;
  readonly details: Locator;

  constructor(private readonly site: Site) {
    this.reference = site.main.locator('.reference');
    this.status = site.main.locator('.row-tags .tag');
    this.clock = site.main.getByRole('timer');
    this.giveUp = site.button('Give up the seats');
    this.details = site.main.locator('dl.details');
  }

  /** The reference shown; it is also the last part of the address. */
  async shown(): Promise<string> {
    const reference = await this.reference.innerText();
    expect(reference).toMatch(/^NK-[2-9B-X]{8}$/);
    await this.site.arrived(`/bookings/${reference}`);
    return reference;
  }

  /** All values under one heading of the ticket. */
  detail(heading: string): Locator {
    const row = this.details.locator('div').filter({ has: this.site.page.getByText(heading, { exact: true }) });
    return row.locator('dd');
  }
}
