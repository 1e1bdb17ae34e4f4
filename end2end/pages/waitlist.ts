import { type Locator } from '@playwright/test';
import type { Run } from '../fixtures/api';
import type { Site } from './site';
import { Stepper } from './stepper';

/** The waitlist page of a run: a form, and then one's place in line. */
export class WaitlistPage {
  readonly stepper: Stepper;
  readonly submit: Locator;
  readonly leave: Locator;
  readonly turn: Locator;

  constructor(private readonly site: Site) {
    this.stepper = new Stepper(site);
    this.submit = site.button(/^(Wait for \d+ seats?|Log in and join the waitlist)$/);
    this.leave = site.button('Leave the waitlist');
    this.turn = site.link('Take your seats');
  }

  async open(run: Run, travelers = 1): Promise<void> {
    await this.site.goto(`/runs/${run.run}/waitlist?travelers=${travelers}`);
  }

  /** A traveler's name, counted from 0. */
  name(index: number): Locator {
    return this.site.field(index === 0 ? 'Lead traveler' : `Traveler ${index + 1}`);
  }
}
