import { signal } from '@preact/signals';

interface Toast {
  readonly id: number;
  readonly ok: boolean;
  readonly text: string;
  /** Where to look: a hash of the page, and its words. */
  readonly link?: { readonly href: string; readonly text: string };
}

/** Good news goes by itself; what failed stays until it is closed. */
const SHOWN_MS = 6_000;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

/** Says what became of an action. */
export function showToast(toast: Omit<Toast, 'id'>) {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-3), { ...toast, id }];
  if (toast.ok) setTimeout(() => closeToast(id), SHOWN_MS);
}

function closeToast(id: number) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function PageToasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, ok, text, link }) => (
        <div key={id} class={ok ? 'toast' : 'toast toast-failed'}>
          <span>
            <b>{ok ? 'Done. ' : 'Failed. '}</b>
            {text} {link && <a href={link.href}>{link.text}</a>}
          </span>
          <button type="button" class="button-quiet" aria-label="Close this message" onClick={() => closeToast(id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
