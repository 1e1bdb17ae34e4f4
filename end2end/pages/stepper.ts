import { expect, type Locator } from '@playwright/test';
import { rupees, type Run } from '../fixtures/api';
import type { Site } from './site';

/** The number of travelers and what it makes the ticket cost; on a run's page as on its booking form. */
export class Stepper {
  readonly count: Locator;
  readonly lines: Locator;
  private readonly group: Locator;

  constructor(private readonly site: Site) {
    this.group = site.main.getByRole('group', { name: 'Number of travelers' });
    this.count = this.group.getByRole('status');
    this.lines = site.main.locator('dl.lines');
  }

  async more(): Promise<void> {
    await this.press('One traveler more', 1);
  }

  async fewer(): Promise<void> {
    await this.press('One traveler fewer', -1);
  }

  private async press(label: string, change: number): Promise<void> {
    const before = Number.parseInt(await this.count.innerText(), 10);
    await this.group.getByLabel(label).click();
    await this.expectCount(before + change);
  }

  async expectCount(travelers: number): Promise<void> {
    await expect(this.count).toHaveText(travelers === 1 ? '1 traveler' : `${travelers} travelers`);
    await this.site.settled();
  }

  /** The lines say what so many travelers cost. */
  async expectPrice(run: Run, travelers: number): Promise<void> {
    const line = (name: string): Locator => this.lines.locator('div').filter({ hasText: name });
    await expect(line(`Price ${travelers} ×`).locator('dd')).toHaveText(rupees(run.price * travelers));
    if (run.stake > 0) {
      await expect(line(`Stake ${travelers} ×`).locator('dd')).toHaveText(rupees(run.stake * travelers));
      await expect(line('Back when you').locator('dd')).toHaveText(rupees(run.stake * travelers));
    }
    const total = (run.price + run.stake) * travelers;
    await expect(this.lines.locator('.total dd')).toHaveText(total === 0 ? 'Free' : rupees(total));
  }
}
