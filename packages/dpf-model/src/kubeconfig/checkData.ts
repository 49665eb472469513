import { decodeBase64 } from './decodeBase64';
import { KubeconfigProblemCode } from './KubeconfigInspection';
import { PemReading } from './pem';
import { ProblemList } from './ProblemList';

/** Checks a field that holds base64 of PEM. Answers its normal form: base64 of the PEM blocks alone. */
export function checkData(options: {
  encoded: string;
  field: string;
  path: string;
  code: KubeconfigProblemCode;
  read: (pem: string) => PemReading;
  list: ProblemList;
}): string | undefined {
  const { encoded, field, path, code, read, list } = options;
  const decoded = decodeBase64(encoded);
  const reading: PemReading =
    decoded === undefined
      ? {
          problem:
            'is not base64, in which nothing but line breaks may be added',
        }
      : read(decoded);
  if ('pem' in reading) {
    return btoa(reading.pem);
  }
  list.add(code, `${field} ${reading.problem}.`, `${path}.${field}`);
  return undefined;
}
