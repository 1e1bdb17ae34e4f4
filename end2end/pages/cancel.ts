import { expect, type Locator } from '@playwright/test';
import { rupees } from '../fixtures/api';
import type { Site } from './site';

/** What one seat brings back, in paise. */
export type Seat = { name: string; price: number; priceBack: number; stake: number; stakeBack: number };

/** The page on which seats of a booking are cancelled. */
export class CancelPage {
  readonly seats: Locator;
  readonly comesBack: Locator;
  readonly hostKeeps: Locator;
  readonly confirm: Locator;
  readonly keep: Locator;

  constructor(private readonly site: Site) {
    const line = (words: string): Locator => site.main.locator('dl.lines > div').filter({ hasText: words }).locator('dd');
    this.seats = site.main.locator('ul.seat-lines > li');
    this.comesBack = line('Comes back to you');
    this.hostKeeps = line('The host keeps');
    this.confirm = site.button(/^Cancel (the booking|\d+ seats?)/);
    this.keep = site.link('Keep the seats');
  }

  async open(reference: string, status = 200): Promise<void> {
    await this.site.goto(`/bookings/${reference}/cancel`, status);
  }

  tick(name: string): Locator {
    return this.site.main.getByRole('checkbox', { name });
  }

  /** Chooses who is not coming; everybody else comes. */
  async choose(...names: string[]): Promise<void> {
    const ticks = await this.site.main.getByRole('checkbox').all();
    const labels = await this.site.main.locator('label.tick').allInnerTexts();
    for (const [index, label] of labels.entries()) {
      await ticks[index]?.setChecked(names.includes(label.trim()));
    }
    if (!this.site.live) {
      await this.site.button('Show what comes back').click();
    }
    await expect(this.seats.locator('strong')).toHaveText(names);
    await this.site.settled();
  }

  /** The quote, seat by seat, and what it adds up to. */
  async expectQuote(seats: Seat[]): Promise<void> {
    await expect(this.seats).toHaveCount(seats.length);
    for (const [index, { name, price, priceBack, stake, stakeBack }] of seats.entries()) {
      const seat = this.seats.nth(index);
      await expect(seat.locator('strong')).toHaveText(name);
      await expect(seat.locator('dt')).toHaveText([`Price ${rupees(price)}`, `Stake ${rupees(stake)}`]);
      await expect(seat.locator('dd')).toHaveText([`${rupees(priceBack)} back (${(100 * priceBack) / price} %)`, `${rupees(stakeBack)} back`]);
    }
    const sum = (of: (seat: Seat) => number): number => seats.reduce((sum, seat) => sum + of(seat), 0);
    await expect(this.comesBack).toHaveText(rupees(sum(({ priceBack, stakeBack }) => priceBack + stakeBack)));
    const kept = sum(({ price, priceBack }) => price - priceBack);
    await expect(this.hostKeeps).toHaveText(kept > 0 ? [rupees(kept)] : []);
  }
}
