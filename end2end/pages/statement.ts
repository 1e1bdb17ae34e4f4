import type { Locator } from '@playwright/test';
import type { Site } from './site';

/** A leg of the ledger, in paise; debit positive. */
export type Leg = { account: string; amount: number; sum: number };

/** All money of one booking, as an admin sees it. */
export class StatementPage {
  readonly ask: Locator;
  readonly payments: Locator;
  readonly refunds: Locator;
  private readonly entries: Locator;

  constructor(private readonly site: Site) {
    this.ask = site.button('Ask the provider now');
    this.payments = site.main.locator('table:not(.ledger) tbody tr');
    this.refunds = site.main.locator('ul.refunds > li');
    this.entries = site.main.locator('table.ledger tbody');
  }

  async askNow(why: string): Promise<void> {
    await this.site.main.getByText('Ask the provider', { exact: true }).click();
    await this.site.field('Why').first().fill(why);
    await this.ask.click();
  }

  async open(reference: string, status = 200): Promise<void> {
    await this.site.goto(`/admin/bookings/${reference}`, status);
  }

  /** The ledger, entry by entry: what it records, and its legs. */
  async ledger(): Promise<{ kind: string; legs: Leg[] }[]> {
    const entries = await this.entries.evaluateAll((bodies) =>
      bodies.map((body) => ({
        title: body.querySelector('th')?.textContent ?? '',
        rows: [...body.querySelectorAll('tr:not(.entry)')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
      })),
    );
    return entries.map(({ title, rows }) => ({
      kind: /^[a-z ]+(?= )/.exec(title)?.[0].trim() ?? title,
      legs: rows.map(([account = '', debit = '', credit = '', sum = '']) => ({ account, amount: paise(debit) - paise(credit), sum: paise(sum) })),
    }));
  }
}

/** `₹1,300.50` as paise; nothing is 0. */
function paise(shown: string): number {
  return Number(shown.replace(/[₹,.]/g, '') || 0);
}
