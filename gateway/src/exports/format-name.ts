/** The formats that a table is exported in, as they stand at the end of an address. */
export const FORMAT_NAMES = [
  'csv',
  'dictionary.csv',
  'dictionary.json',
  'hxl.csv',
  'sdmx.csv',
  'sdmx.json',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
