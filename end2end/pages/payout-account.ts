import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** Where an organization's money goes. */
export class PayoutAccountPage {
  readonly holder: Locator;
  readonly ifsc: Locator;
  readonly number: Locator;
  readonly again: Locator;
  readonly upi: Locator;
  readonly password: Locator;
  readonly send: Locator;

  constructor(private readonly site: Site) {
    this.holder = site.field('Name of the account’s holder');
    this.ifsc = site.field('IFSC');
    this.number = site.main.getByLabel('Account number', { exact: true });
    this.again = site.field('Account number once more');
    this.upi = site.field('UPI address');
    this.password = site.field('Your password');
    this.send = site.button('Send me the link');
  }

  async open(): Promise<void> {
    await this.site.goto('/host/payouts/account');
    await expect(this.site.heading).toHaveText('Payout account');
  }

  kind(name: string): Locator {
    return this.site.main.getByRole('radio', { name });
  }

  async fillBank(number: string, again: string, password: string): Promise<void> {
    await this.holder.fill('Meera Iyer');
    await this.ifsc.fill('sbin0001234');
    await this.number.fill(number);
    await this.again.fill(again);
    await this.password.fill(password);
  }
}
