import { asString } from '../properties';

/**
 * What the makers of boards leave in place of a serial number, or of their own
 * name, in lower case and without anything but letters and digits. Hundreds of
 * machines may have the same, so that it identifies none of them.
 */
const PLACEHOLDERS = new Set([
  ...['none', 'null', 'na', 'empty', 'default', 'undefined', 'unknown', 'oem'],
  ...[
    'invalid',
    'unspecified',
    'notspecified',
    'notavailable',
    'notapplicable',
  ],
  ...['notprovided', 'notset', 'defaultstring', 'systemmanufacturer'],
  ...['tobefilled', 'tobefilledbyoem', 'filledbyoem', 'fillbyoem'],
  ...['serialnumber', 'systemserialnumber', 'chassisserialnumber'],
  ...['baseboardserialnumber', 'boardserialnumber', 'baseboardserial'],
  ...['systemserial', 'chassisserial', 'systemproductname', 'systemname'],
  ...['nonespecified', 'noassettag', 'noassetinformation', 'assettag'],
  ...['standard', 'sn', 'serial', 'notaset', 'nil', 'tbd', 'notagged'],
]);

/** Digits in their order are nobody's number either. */
const COUNTED = '01234567890123456789abcdef';
const SHORTEST_COUNTED = 5;

/** A text of the hardware; undefined for what only stands in place of one: "To be filled by O.E.M.", "None", "00000000". */
export function unlessPlaceholder(value: unknown): string | undefined {
  const text = asString(value);
  const bare = text?.toLowerCase().replace(/[\s!-/:-@[-`{-~]/g, '') ?? '';
  const isPlaceholder =
    PLACEHOLDERS.has(bare) ||
    // Nothing, or the same again and again: "0", "00-00-00", "0x0000", "xxxxxxx".
    /^(0x)?(.?)\2*$/.test(bare) ||
    (bare.length >= SHORTEST_COUNTED && COUNTED.includes(bare));
  return isPlaceholder ? undefined : text;
}
