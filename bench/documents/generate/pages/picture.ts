/** A picture without words: a photograph that went through the fax. */
import type { Form } from '../form.ts';
import { greyOf, type Sheet } from '../sheet.ts';

export function drawPicture(sheet: Sheet, { luck }: Form): void {
  sheet.fill(70, 110, 470, 520, 0.12);
  for (let spot = 0; spot < 90; spot += 1) {
    const grey = luck.between(0.05, 0.85) * 255;
    sheet.pdf
      .ellipse(luck.between(110, 500), luck.between(150, 590), luck.between(8, 60), luck.between(8, 80))
      .fill(greyOf(grey));
  }
  sheet.pdf
    .rect(0, 0, 70, 792)
    .fill('white')
    .rect(540, 0, 72, 792)
    .fill('white')
    .rect(0, 0, 612, 110)
    .fill('white')
    .rect(0, 630, 612, 162)
    .fill('white');
}
