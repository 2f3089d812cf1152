/** Why the disk stage refused; `code` lets a command choose its exit code, `hint` is the way out. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly code: DiskErrorCode;
  readonly hint: string;

  constructor(code: DiskErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The classes of refusal: bad arguments, a damaged record, somebody else's folder, another gen, a disk that fails. */
export type DiskErrorCode =
  'target' | 'record' | 'foreign-folder' | 'locked' | 'unwritable' | 'disk-full' | 'asset';

/** Turns an error of the file system into one that says what to do; any other error comes back as it is. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DiskError(
      'disk-full',
      `no space left to write ${folder}`,
      'Make room and run gen again; it completes what is unfinished.',
      {cause: error},
    );
  }
  if (code !== undefined && UNWRITABLE.has(code)) {
    return new DiskError(
      'unwritable',
      `cannot write ${folder}: ${(error as Error).message}`,
      'Name a folder that you may write with -o, or mend its owner and permissions.',
      {cause: error},
    );
  }
  return error;
}

/** Code of a Node.js system error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const UNWRITABLE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'EIO',
]);
