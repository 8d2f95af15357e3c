/**
 * The three signs an ICD-10-CM code begins with, as the source of a pattern: a letter, a figure, a figure or A to C (`M54`, `C7A`, `Z3A`).
 * Of the U codes, kept for provisional use, this edition has U07 (COVID-19, vaping) and U09 (after COVID-19): other U are a misread V or J.
 */
export const icd10cmCategory = String.raw`(?:[A-TV-Z]\d[\dABC]|U0[79])`;
