import { expect, type Locator } from '@playwright/test';
import { rupees } from '../fixtures/api';
import { CheckoutPage } from './checkout';
import type { Site } from './site';

/** The page of one booking. */
export class BookingPage {
  readonly reference: Locator;
  readonly status: Locator;
  readonly clock: Locator;
  readonly giveUp: Locator;
  readonly details: Locator;
  /** The form to the provider's page. */
  readonly payment: Locator;
  /** Its button: to pay, or to try again. */
  readonly pay: Locator;
  readonly notice: Locator;
  readonly cancelSeats: Locator;
  readonly receipt: Locator;
  /** How far each refund has come. */
  readonly refundStates: Locator;
  private readonly refunds: Locator;

  constructor(private readonly site: Site) {
    this.reference = site.main.locator('.reference');
    this.status = site.main.locator('.row-tags .tag');
    this.clock = site.main.getByRole('timer');
    this.giveUp = site.button('Give up the seats');
    this.details = site.main.locator('dl.details');
    this.payment = site.main.getByRole('form', { name: 'Payment' });
    this.pay = this.payment.getByRole('button');
    this.notice = site.main.locator('.notice');
    this.cancelSeats = site.link('Cancel seats');
    this.receipt = site.link('Receipt');
    this.refunds = site.main.locator('ul.refunds > li');
    this.refundStates = this.refunds.locator('.tag');
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

  async open(reference: string): Promise<void> {
    await this.site.goto(`/bookings/${reference}`);
  }

  /** The provider's order, as the form to its page names it. */
  order(): Promise<string> {
    return this.payment.locator('input[name="order_id"]').inputValue();
  }

  /** Goes to the provider's page. */
  async goAndPay(): Promise<CheckoutPage> {
    await this.pay.click();
    const checkout = new CheckoutPage(this.site);
    await expect(checkout.heading).toHaveText('Pay with a test method');
    return checkout;
  }

  /** Loads the page until all refunds have been sent back; they are these, in paise. */
  async expectSentBack(...amounts: number[]): Promise<void> {
    await expect(async () => {
      await this.open(await this.shown());
      await expect(this.refundStates).toHaveText(amounts.map(() => 'sent back'), { timeout: 250 });
    }).toPass();
    await expect(this.refunds.locator('.price')).toHaveText(amounts.map(rupees));
  }
}
