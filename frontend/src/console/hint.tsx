/** A shortcut shown on a control. It is no part of the control's name: `aria-keyshortcuts` says it where it counts. */
export function Hint({ keys }: { keys: string }) {
  return <kbd aria-hidden="true">{keys}</kbd>
}
