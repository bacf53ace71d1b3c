/** null: it loads; else what was said. For what may be missing on a machine; a fault of the program itself is thrown on. */
export async function loadFailure(load: () => Promise<unknown>): Promise<string | null> {
  try {
    await load();
    return null;
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error)) throw error;
    return error.message;
  }
}
