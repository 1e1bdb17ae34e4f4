import type { Locator } from '@playwright/test';
import type { Site } from './site';

/** The list of runs, and the form that narrows it down. */
export class ExplorePage {
  readonly show: Locator;
  readonly later: Locator;
  readonly soonest: Locator;
  readonly chips: Locator;
  private readonly titles: Locator;

  constructor(private readonly site: Site) {
    this.show = site.button('Show');
    this.later = site.link('Later runs');
    this.soonest = site.link('Back to the soonest');
    this.chips = site.main.getByRole('list', { name: 'In force' }).getByRole('link');
    this.titles = site.main.locator('article.card h3 a');
  }

  choice(label: string): Locator {
    return this.site.main.getByRole('combobox', { name: label });
  }

  /** The ids of the runs shown, in their order. */
  async shown(): Promise<number[]> {
    const links = await this.titles.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    return links.map((link) => Number(link.replace('/runs/', '')));
  }
}
