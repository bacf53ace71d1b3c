/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** One line per figure, so that runs can be compared by eye and by diff. */
export function print(name: string, figures: Record<string, number | string>): void {
  const parts = Object.entries(figures).map(
    ([key, value]) => `${key} ${typeof value === 'number' ? shown(value) : value}`,
  );
  console.log(`${name}: ${parts.join(' · ')}`);
}

function shown(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4)));
}

/** How a ratio stands against its budget. */
export function against(ratio: number, limit: number, kind: 'at most' | 'at least'): string {
  const met = kind === 'at most' ? ratio <= limit : ratio >= limit;
  return `${ratio.toFixed(3)} (budget ${kind} ${limit}: ${met ? 'met' : 'MISSED'})`;
}
