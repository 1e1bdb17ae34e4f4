import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The editor of an experience. */
export class EditorPage {
  readonly missing: Locator;
  readonly publish: Locator;
  readonly saved: Locator;
  readonly addQuestion: Locator;
  readonly questions: Locator;

  constructor(private readonly site: Site) {
    this.missing = site.main.getByRole('list', { name: 'What is missing' });
    this.publish = site.button(/^Publish/);
    this.saved = site.main.getByRole('status').filter({ hasText: /saved/i });
    this.addQuestion = site.button('Add a question');
    this.questions = site.main.locator('.question');
  }

  /** Begins an experience, and comes to its editor; gives its address. */
  async begin(title: string): Promise<string> {
    await this.site.goto('/host/experiences/new');
    await this.site.field('Title').fill(title);
    await this.choice('Kind').selectOption('craft');
    await this.choice('Neighborhood').selectOption({ label: 'Malleshwaram' });
    await this.site.button('Begin').click();
    await this.site.arrived(/\/host\/experiences\/\d+$/);
    await expect(this.site.heading).toHaveText(title);
    return this.site.path();
  }

  choice(label: string | RegExp): Locator {
    return this.site.main.getByRole('combobox', { name: label });
  }

  /** Everything that is still missing after [begin]. */
  async fillTheRest(): Promise<void> {
    for (const [label, text] of [
      ['Summary', 'We build a kite and fly it.'],
      ['Story', 'First *paper*, then wind.'],
      ['Meeting point', 'The steps of the tank'],
      ['On the map', 'https://www.openstreetmap.org/#map=17/13.0031/77.5643'],
      ['How long it takes, in minutes', '120'],
      ['Languages', 'English, Kannada'],
      ['What is included', 'Paper and string'],
    ] as const) {
      await this.site.field(label).fill(text);
    }
    await this.site.main.getByRole('radio', { name: /^Moderate/ }).check();
  }

  /** Saves by the button; with JavaScript the page stays. */
  async save(): Promise<void> {
    await this.site.main.getByRole('button', { name: 'Save draft' }).last().click();
    if (!this.site.live) {
      await this.site.arrived(/\?done=saved$/);
    }
    await expect(this.saved.last()).toHaveText(/Saved \S/);
    // An earlier save may have said so: what counts is what is kept.
    const typed = [await this.site.field('Summary').inputValue(), await this.site.field('Story').inputValue()];
    await expect.poll(() => this.kept()).toEqual(typed);
  }

  /** Summary and story as the server has them. */
  private async kept(): Promise<string[]> {
    const [experience] = /\d+/.exec(this.site.path()) ?? [];
    const answer = await this.site.page.request.get('/api/experience_editor', { params: { experience: experience ?? '' } });
    const { form } = (await answer.json()) as { form: { summary: string; story: string } };
    return [form.summary, form.story];
  }

  /** Adds a question; with JavaScript its field has the focus. */
  async ask(prompt: string): Promise<void> {
    const before = await this.questions.count();
    await this.addQuestion.click();
    await expect(this.questions).toHaveCount(before + 1);
    const field = this.site.field(`Question ${before + 1}`);
    if (this.site.live) {
      await expect(field).toBeFocused();
    }
    await field.fill(prompt);
  }
}
