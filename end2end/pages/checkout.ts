import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

export type Outcome = 'Success' | 'Failure';

/** The provider's pages: how to pay, the bank's question, and the way back. */
export class CheckoutPage {
  readonly heading: Locator;
  readonly amount: Locator;
  readonly number: Locator;
  readonly expiry: Locator;
  readonly cvv: Locator;
  readonly pay: Locator;
  /** The way back without paying, before the bank is asked. */
  readonly cancel: Locator;
  /** The same at the bank's. */
  readonly leave: Locator;

  constructor(private readonly site: Site) {
    this.heading = site.heading;
    this.amount = site.main.locator('.amount');
    this.number = site.field('Card number');
    this.expiry = site.field('Expiry');
    this.cvv = site.main.getByLabel('CVV');
    this.pay = site.button(/^Pay /);
    this.cancel = site.link('Cancel and go back');
    this.leave = site.link('Leave without an answer');
  }

  /** Types a card, and goes on to the bank's page. */
  async typeCard(number: string): Promise<void> {
    await this.site.main.getByRole('radio', { name: 'Card' }).check();
    await this.number.fill(number);
    await this.expiry.fill('12/39');
    await this.cvv.fill('123');
    await this.pay.click();
    await expect(this.heading).toHaveText('The bank asks: may it pay?');
  }

  /** Pays with a card, decides for the bank, and goes back to the booking's page. */
  async payByCard(number: string, outcome: Outcome): Promise<void> {
    await this.typeCard(number);
    await this.site.button(outcome).click();
    if (!this.site.live) {
      // A script presses it otherwise.
      await expect(this.heading).toHaveText(outcome === 'Success' ? 'Payment successful' : 'Payment failed');
      await this.site.button('Continue').click();
    }
    await this.site.arrived(/\/bookings\/NK-/);
  }
}
