import { expect, type Locator } from '@playwright/test';
import type { Run } from '../fixtures/api';
import type { Site } from './site';
import { Stepper } from './stepper';

export type Typed = { names: string[]; email: string; phone: string; requests: string };

/** The booking form of a run. */
export class BookPage {
  readonly stepper: Stepper;
  readonly email: Locator;
  readonly phone: Locator;
  readonly requests: Locator;
  readonly submit: Locator;

  constructor(private readonly site: Site) {
    this.stepper = new Stepper(site);
    this.email = site.field('E-mail');
    this.phone = site.field('Phone');
    this.requests = site.field('Special requests');
    this.submit = site.button(/^(Book \d+ seats?|Log in and book)$/);
  }

  async open(run: Run, travelers = 1): Promise<void> {
    await this.site.goto(`/runs/${run.run}/book?travelers=${travelers}`);
    await this.stepper.expectCount(travelers);
  }

  /** A traveler's name, counted from 0. */
  name(index: number): Locator {
    return this.site.field(index === 0 ? 'Lead traveler' : `Traveler ${index + 1}`);
  }

  async fill(typed: Typed): Promise<void> {
    for (const [index, name] of typed.names.entries()) {
      await this.name(index).fill(name);
    }
    await this.email.fill(typed.email);
    await this.phone.fill(typed.phone);
    await this.requests.fill(typed.requests);
  }

  async expectTyped(typed: Typed): Promise<void> {
    await this.stepper.expectCount(typed.names.length);
    for (const [index, name] of typed.names.entries()) {
      await expect(this.name(index)).toHaveValue(name);
    }
    await expect(this.email).toHaveValue(typed.email);
    await expect(this.phone).toHaveValue(typed.phone);
    await expect(this.requests).toHaveValue(typed.requests);
  }

  /** Sends the form, and waits for the booking it makes. */
  async book(): Promise<void> {
    await this.submit.click();
    await this.site.arrived(/\/bookings\/NK-/);
  }
}
