import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

const HASH_LENGTH = 8;
/** As long as a label value and a DNS label may be. */
const LONGEST = 63;

/**
 * A name of at most `most` characters, 63 unless told. A longer one is cut and ends in a hash of the whole, so that two
 * long names stay different and the same name is always cut to the same one.
 *
 * @public
 */
export function shortName(whole: string, most = LONGEST): string {
  if (whole.length <= most) {
    return whole;
  }
  const hash = bytesToHex(sha256(utf8ToBytes(whole))).slice(0, HASH_LENGTH);
  const kept = whole.slice(0, most - HASH_LENGTH - 1).replace(/[-_.]+$/, '');
  return `${kept}-${hash}`;
}
