import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { checksumAlgorithms, checksumBytes, type ChecksumAlgorithm } from './checksums.js';
import type { MultipartUpload, UploadedPart } from './multipart-uploads.js';
import { invalidArgument, invalidRequest, malformedXml } from './s3-errors.js';

/** Of all parts but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

const partSchema = z.looseObject({ PartNumber: z.string().regex(/^\d{1,5}$/), ETag: z.string() });
const documentSchema = z.object({ Part: z.array(partSchema).min(1).max(10_000) });

/** The parts that a client names to complete its upload. Throws where they are not there, in order and large enough. */
export function chooseParts(
  upload: MultipartUpload,
  uploaded: readonly UploadedPart[],
  document: Record<string, unknown>,
): readonly UploadedPart[] {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw malformedXml();
  const named = parsed.data.Part;
  const numbers = named.map(({ PartNumber }) => Number(PartNumber));
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] as number))) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const chosen = named.map((one) => choose(upload, byNumber.get(Number(one.PartNumber)), one));
  if (chosen.slice(0, -1).some(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return chosen;
}

function choose(
  { algorithm, checksumType }: MultipartUpload,
  part: UploadedPart | undefined,
  named: z.infer<typeof partSchema>,
): UploadedPart {
  const claimed = readClaimed(named);
  const agrees =
    part !== undefined &&
    named.ETag.replace(/^"|"$/g, '') === part.etag &&
    (claimed === undefined || part.checksums[claimed.algorithm] === claimed.value);
  if (!agrees) {
    throw new AwsError(
      'InvalidPart',
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    );
  }
  if (algorithm !== undefined && checksumType === 'COMPOSITE' && claimed === undefined) {
    throw invalidRequest(
      `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  }
  return part;
}

function readClaimed(
  named: Record<string, unknown>,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  const claimed = checksumAlgorithms.flatMap((algorithm) => {
    const value = named[`Checksum${algorithm.toUpperCase()}`];
    return typeof value === 'string' ? [{ algorithm, value }] : [];
  });
  const [one, ...more] = claimed;
  if (one === undefined) return undefined;
  if (more.length > 0 || checksumBytes(one.algorithm, one.value) === undefined) {
    throw invalidArgument('Invalid Base64 or multiple checksums present in request');
  }
  return one;
}
