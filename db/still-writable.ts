import { accessSync, constants } from 'node:fs';

/**
 * To be asked after a flush, before anything counts as kept. A file system that turns read-only under its open files, as ext4
 * does after an error of the disk (errors=remount-ro), goes on taking writes to blocks that they have, and answers fsync with
 * success without writing any of it (ext4_sync_file). access(2) tells. @throws system errors: EROFS
 */
export function assertStillWritable(path: string): void {
  accessSync(path, constants.W_OK);
}
