/** What stands where something may be done, and need not be. */
export function doNothing(): void {
  // Nothing.
}
