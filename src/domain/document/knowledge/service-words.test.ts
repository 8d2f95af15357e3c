import { describe, expect, it } from 'vitest';
import {
  namesService,
  isBodyPart,
  isListOfServices,
  isServiceText,
  linesOfService,
} from './service-words.ts';

describe('where a service ends', () => {
  it.each([
    ['Cardiology consult\nPalps and near syncope x 2', 'Cardiology consult'],
    ['MRI lumbar spine\nwithout contrast', 'MRI lumbar spine\nwithout contrast'],
    ['Evaluate and\nTreat', 'Evaluate and\nTreat'],
    ['X-ray wrist\nRight, 3 views', 'X-ray wrist\nRight, 3 views'],
    ['MRI L-spine w/o\nChronic LBP, pain is back', 'MRI L-spine w/o'],
  ])('%j is %j', (text, service) => {
    expect(linesOfService(text)).toBe(service);
  });

  it('tells what is to be done from what was found', () => {
    expect(['Nephrology eval', 'Bx of lesion', 'Orthopedic eval & tx'].every(isServiceText)).toBe(true);
    expect(['Positive FIT test', 'Nodule right lobe on chest CT'].some(isServiceText)).toBe(false);
  });

  it('takes a part of the body for no service', () => {
    expect(['Hand / Wrist', 'Low back', 'X-ray wrist'].map(isBodyPart)).toEqual([true, true, false]);
  });

  it('knows a list to choose from', () => {
    expect(
      isListOfServices('Surgical evaluation Second opinion Fracture care Joint replacement consult Botox'),
    ).toBe(true);
    expect(isListOfServices('Low back pain, MRI showed extrusion, failed PT and injections')).toBe(false);
  });
});

it('takes a complaint that begins with a field of medicine for no service', () => {
  expect(['GI bleed', 'Dental pain', 'Speech delay', 'Genetic disorder'].filter(namesService)).toEqual([]);
  expect(
    ['Pain management', 'Sleep disorder clinic', 'Speech delay evaluation'].filter(namesService),
  ).toHaveLength(3);
});
