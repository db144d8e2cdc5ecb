import { effect, signal } from '@preact/signals';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEY = 'chargeonce-theme';

/** The theme that was chosen; `auto` follows the system. */
const theme = signal<Theme>(THEMES.find((known) => known === localStorage.getItem(KEY)) ?? 'auto');
/** Counts the changes of colours, by choice or by the system: what is painted on a canvas is painted again. */
export const coloursChanged = signal(0);

/** Applies the theme, and follows its changes. */
export function applyTheme() {
  effect(() => {
    const chosen = theme.value;
    if (chosen === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
    coloursChanged.value = coloursChanged.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (coloursChanged.value += 1));
}

export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  const choose = () => {
    localStorage.setItem(KEY, next);
    theme.value = next;
  };
  return (
    <button type="button" class="button-quiet" onClick={choose} aria-label={`Theme: ${theme.value}; change to ${next}`}>
      ◐ {theme.value}
    </button>
  );
}
