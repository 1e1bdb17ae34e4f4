import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The runs that fit, and the form that narrows them down. */
export class ExplorePage {
  readonly show: Locator;
  readonly words: Locator;
  readonly later: Locator;
  readonly soonest: Locator;
  readonly chips: Locator;
  readonly found: Locator;
  readonly notes: Locator;
  private readonly titles: Locator;

  constructor(private readonly site: Site) {
    this.show = site.button('Show');
    this.words = site.main.getByRole('searchbox', { name: 'Looking for' });
    this.later = site.link(/^(Later|More) runs$/);
    this.soonest = site.link('Back to the soonest');
    this.chips = site.main.getByRole('list', { name: 'In force' }).getByRole('link');
    this.found = site.main.locator('#found');
    this.notes = site.main.locator('.notes li');
    this.titles = site.main.locator('article.card h3 a');
  }

  choice(label: string): Locator {
    return this.site.main.getByRole('combobox', { name: label });
  }

  /** One of many choices, beside its count. */
  pill(name: string): Locator {
    return this.site.main.getByRole('checkbox', { name: new RegExp(`^${name} \\d`) });
  }

  /** A way to look at what was found. */
  view(name: string): Locator {
    return this.site.main.getByRole('list', { name: 'Ways to look' }).getByRole('link', { name });
  }

  /** Opens the further conditions. */
  async further(): Promise<void> {
    const details = this.site.main.locator('details.more-filters');
    if ((await details.getAttribute('open')) === null) {
      await details.locator('summary').click();
    }
  }

  /** Changes a condition; without JavaScript the button has to say so. */
  async change(act: () => Promise<unknown>): Promise<void> {
    await act();
    if (!this.site.live) {
      await this.show.click();
    }
  }

  /** The number that a choice shows beside its name. */
  async count(choice: Locator): Promise<number> {
    const words = await choice.locator('..').locator('.count').innerText();
    return Number(words);
  }

  /** Waits until so many runs are told. */
  async finds(count: number): Promise<void> {
    const words = count === 0 ? 'Nothing fits all of this' : count === 1 ? '1 run,' : `${count} runs,`;
    await expect(this.found).toContainText(words);
  }

  /** The ids of the runs shown, in their order. */
  async shown(): Promise<number[]> {
    const links = await this.titles.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    return links.map((link) => Number(link.replace('/runs/', '')));
  }
}
