/** Why an officer decided against a verdict; chosen from a list, never free text. */
const ADMIT_REASONS = ['paper-checked', 'emergency', 'identity-confirmed', 'phone-confirmed', 'other-duty'] as const;
const REFUSE_REASONS = ['papers-differ', 'symptoms-seen', 'refused-by-officer'] as const;

export const OVERRIDE_REASONS = [...ADMIT_REASONS, ...REFUSE_REASONS] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

/** The reasons to let somebody in or to turn somebody away, in the order in which screen and keyboard number them. */
export function overrideReasons(admit: boolean): readonly OverrideReason[] {
  return admit ? ADMIT_REASONS : REFUSE_REASONS;
}
