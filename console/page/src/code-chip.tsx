import { useState } from 'preact/hooks';

/** A command in one line, and a button that copies it. */
export function CodeChip({ code, label = 'Copy the command' }: { readonly code: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(code).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 1_500);
      },
      // Without the right to write there, the text can be selected.
      () => setCopied(false),
    );
  return (
    <span class="chip" title={code}>
      <code>{words(code)}</code>
      <button type="button" class="button-quiet" aria-label={`${label}: ${code}`} onClick={copy}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}

/** A line breaks between words alone: one that breaks after a hyphen cannot be read as an option. */
const words = (code: string) =>
  code.split(' ').map((word, index) => (
    <>
      {index > 0 && ' '}
      <span class="chip-word">{word}</span>
    </>
  ));
