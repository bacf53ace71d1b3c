import { config } from 'zod';

// Imported before any schema is made: the page's policy forbids turning strings into code, which zod would try.
config({ jitless: true });
