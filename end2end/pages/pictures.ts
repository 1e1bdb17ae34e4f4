import { expect, type Locator } from '@playwright/test';
import type { Api } from '../fixtures/api';
import type { Chosen } from '../fixtures/picture';
import type { Site } from './site';

/** No experience of the demo has a higher number. */
const EXPERIENCES_MAX = 60;

/** The pictures of an experience, as its host manages them. */
export class PicturesPage {
  readonly list: Locator;
  readonly upload: Locator;
  readonly save: Locator;
  readonly faults: Locator;
  private readonly files: Locator;

  constructor(private readonly site: Site) {
    this.list = site.main.locator('ol.pictures > li');
    this.files = site.main.locator('input[type="file"]');
    this.upload = site.button('Upload');
    this.save = site.button('Save descriptions');
    this.faults = site.main.getByRole('form', { name: 'Add pictures' }).getByRole('alert').getByRole('listitem');
  }

  /** The experiences of whoever is logged in at `api`. */
  static async experiences(api: Api): Promise<number[]> {
    const found: number[] = [];
    for (let experience = 1; experience <= EXPERIENCES_MAX; experience += 1) {
      if ((await api.get('host_pictures', { experience: String(experience) })).ok()) {
        found.push(experience);
      }
    }
    return found;
  }

  async open(experience: number): Promise<void> {
    await this.site.goto(`/host/experiences/${experience}/pictures`);
  }

  /** Chooses files and sends them. */
  async send(...files: Chosen[]): Promise<void> {
    await this.files.setInputFiles(files);
    await this.upload.click();
  }

  description(number: number): Locator {
    return this.site.field(`What picture ${number} shows`);
  }

  /** Presses a button of one picture, and waits until the page is there again. */
  async press(name: string, address: RegExp): Promise<void> {
    await this.site.button(name).click();
    await this.site.arrived(address);
  }

  /** Removes all that there are. */
  async clear(): Promise<void> {
    for (let left = await this.list.count(); left > 0; left -= 1) {
      await this.press('Remove picture 1', /done=removed$/);
      await expect(this.list).toHaveCount(left - 1);
    }
  }
}
