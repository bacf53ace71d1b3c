/** The SQLite file of a data directory. */
export const RECORD_FILE = 'record.db';
