/** USB ids as `lsusb` prints them, and as station.json takes them: four lower-case hex digits each. */
export function usbIds({ vendorId, productId }: { readonly vendorId: number; readonly productId: number }): string {
  return `${hex4(vendorId)}:${hex4(productId)}`;
}

export function hex4(id: number): string {
  return id.toString(16).padStart(4, '0');
}
