import type { Locator } from '@playwright/test';
import type { Run } from '../fixtures/api';
import type { Site } from './site';
import { Stepper } from './stepper';

/** The page of an event run. */
export class RunPage {
  readonly stepper: Stepper;
  readonly seats: Locator;
  readonly book: Locator;

  constructor(private readonly site: Site) {
    this.stepper = new Stepper(site);
    this.seats = site.main.getByRole('region', { name: 'Ticket' }).locator('.seats');
    this.book = site.link(/^Book \d+ seats?$/);
  }

  async open(run: Run): Promise<void> {
    await this.site.goto(`/runs/${run.run}`);
  }
}
